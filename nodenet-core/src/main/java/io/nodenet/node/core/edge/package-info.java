/**
 * Edges: made, admitted, limited, kept alive, taken down; ping, pong and leave (docs/protocol/02, sections 5 to 6). May import {@code port} and
 * {@code turn}.
 */
@NullMarked
package io.nodenet.node.core.edge;

import org.jspecify.annotations.NullMarked;
