/**
 * Routed and direct messages: checked, forwarded, verified, delivered once, originated (docs/protocol/02, sections 6 to 8). May import
 * {@code edge}, {@code port} and {@code turn}.
 */
@NullMarked
package io.nodenet.node.core.message;

import org.jspecify.annotations.NullMarked;
