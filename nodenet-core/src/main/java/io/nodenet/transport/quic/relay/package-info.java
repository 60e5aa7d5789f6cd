/**
 * The data plane of a relay on sockets: two of them for each session, and what goes on from one to the other (docs/protocol/04, section 11).
 * May import {@code socket} and {@code loop}, {@code transport.relay}, {@code transport} and what that may import.
 */
@NullMarked
package io.nodenet.transport.quic.relay;

import org.jspecify.annotations.NullMarked;
