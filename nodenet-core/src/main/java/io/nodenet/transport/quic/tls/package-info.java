/**
 * TLS bound to the NodeID: certificate, trust, contexts (docs/protocol/04, section 4). May import {@code kad} and {@code identity}, Netty
 * and Bouncy Castle's ASN.1; nothing of {@code transport.quic}.
 */
@NullMarked
package io.nodenet.transport.quic.tls;

import org.jspecify.annotations.NullMarked;
