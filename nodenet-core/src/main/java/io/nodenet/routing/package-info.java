/**
 * Routed messages, the forwarding decision, contacts and the edge table (docs/protocol/02); pure: no clock, no randomness, no I/O.
 * May import {@code kad}, {@code address}, {@code wire}, {@code identity}, {@code pow} and {@code transport}.
 */
@NullMarked
package io.nodenet.routing;

import org.jspecify.annotations.NullMarked;
