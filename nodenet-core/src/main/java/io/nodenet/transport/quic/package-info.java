/**
 * QUIC on one UDP socket: dialed and accepted connections with TLS bound to the NodeID, one stream each, framed
 * (docs/protocol/04). The only public class is {@link io.nodenet.transport.quic.QuicTransport}. May import {@code kad}, {@code
 * address}, {@code wire}, {@code identity} and {@code transport}; all of Netty and Bouncy Castle's ASN.1.
 */
@NullMarked
package io.nodenet.transport.quic;

import org.jspecify.annotations.NullMarked;
