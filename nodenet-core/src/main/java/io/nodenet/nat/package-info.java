/**
 * Where a node is seen from outside, and how it gets through a NAT (docs/protocol/06). Pure. May import {@code kad}, {@code address} and
 * {@code wire}.
 */
@NullMarked
package io.nodenet.nat;

import org.jspecify.annotations.NullMarked;
