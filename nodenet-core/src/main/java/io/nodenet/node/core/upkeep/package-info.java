/**
 * Keeps the node connected: anchors, and a word when none answers (docs/protocol/08). May import {@code message}, {@code edge}, {@code port} and {@code turn}.
 */
@NullMarked
package io.nodenet.node.core.upkeep;

import org.jspecify.annotations.NullMarked;
