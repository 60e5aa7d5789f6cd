package io.nodenet.transport.quic.socket;

import java.net.InetSocketAddress;

/**
 * The settings of the socket and of what may come in through it, as the builder of the transport checked them; see there for what each
 * means.
 *
 * @param bindAddress where to listen
 * @param forceNio whether to leave epoll aside
 * @param maxInbound accepted connections, not positive = off
 * @param maxInboundPerAddress accepted connections per source address, not positive = off
 * @param maxHandshakes handshakes of accepted connections in progress, not positive = off
 * @param maxInitialsPerAddress attempts to connect per source address and second, not positive = off
 * @param idleTimeoutNanos time without a packet from the peer after which a connection is gone
 */
public record SocketSettings(
        InetSocketAddress bindAddress,
        boolean forceNio,
        int maxInbound,
        int maxInboundPerAddress,
        int maxHandshakes,
        int maxInitialsPerAddress,
        long idleTimeoutNanos) {}
