/**
 * The forwarding decision, the edge table and the knowledge table (docs/protocol/02); pure: no clock, no randomness, no I/O.
 * May import {@code kad}, {@code address}, {@code wire}, {@code identity}, {@code pow}, {@code fact}, {@code transport} and {@code routed}.
 */
@NullMarked
package io.nodenet.routing;

import org.jspecify.annotations.NullMarked;
