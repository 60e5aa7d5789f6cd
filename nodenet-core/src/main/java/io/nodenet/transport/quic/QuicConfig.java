package io.nodenet.transport.quic;

import java.net.InetSocketAddress;

/**
 * The settings of a {@link QuicTransport}, as its builder checked them; see there for what each means.
 *
 * @param bindAddress where to listen
 * @param forceNio whether to leave epoll aside
 * @param maxInbound accepted connections, not positive = off
 * @param maxInboundPerAddress accepted connections per source address, not positive = off
 * @param maxHandshakes handshakes of accepted connections under way, not positive = off
 * @param handshakeTimeoutNanos time for the handshake of an accepted connection
 * @param firstFrameTimeoutNanos time from there to the first complete frame, not positive = off
 * @param frameTimeoutNanos time for a frame that has begun to become complete
 * @param idleTimeoutNanos time without a packet from the peer after which a connection is gone
 * @param sendDeadlineNanos time after which a buffer that did not move closes its connection, not positive = off
 * @param aggregationBytes bytes per connection beyond which sending is refused
 * @param maxSurplusStreams refused streams after which a connection is closed
 */
public record QuicConfig(
        InetSocketAddress bindAddress,
        boolean forceNio,
        int maxInbound,
        int maxInboundPerAddress,
        int maxHandshakes,
        int maxInitialsPerAddress,
        long handshakeTimeoutNanos,
        long firstFrameTimeoutNanos,
        long frameTimeoutNanos,
        long idleTimeoutNanos,
        long sendDeadlineNanos,
        int aggregationBytes,
        int maxSurplusStreams) {}
