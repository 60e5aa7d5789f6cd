/**
 * QUIC on one UDP socket: dialed and accepted connections with TLS bound to the NodeID, one stream each, framed
 * (docs/protocol/04). Public are {@link io.nodenet.transport.quic.QuicTransport} and its {@link
 * io.nodenet.transport.quic.QuicTransportBuilder}. May import its own sub-packages, {@code transport} and what that may import, {@code
 * wire}, {@code identity}, and all of Netty.
 */
@NullMarked
package io.nodenet.transport.quic;

import org.jspecify.annotations.NullMarked;
