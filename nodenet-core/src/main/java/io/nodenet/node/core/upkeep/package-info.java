/**
 * Keeps the node connected: anchors (docs/protocol/08). May import {@code message}, {@code edge}, {@code port} and {@code turn}.
 */
@NullMarked
package io.nodenet.node.core.upkeep;

import org.jspecify.annotations.NullMarked;
