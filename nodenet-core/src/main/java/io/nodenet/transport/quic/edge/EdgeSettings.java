package io.nodenet.transport.quic.edge;

/**
 * The settings of the connections themselves, as the builder of the transport checked them; see there for what each means.
 *
 * @param handshakeTimeoutNanos time for the handshake of an accepted connection
 * @param firstFrameTimeoutNanos time from there to the first complete frame, not positive = off
 * @param frameTimeoutNanos time for a frame that has begun to become complete
 * @param sendDeadlineNanos time after which a buffer that did not move closes its connection, not positive = off
 * @param aggregationBytes bytes per connection beyond which sending is refused
 * @param maxSurplusStreams refused streams after which a connection is closed
 */
public record EdgeSettings(
        long handshakeTimeoutNanos,
        long firstFrameTimeoutNanos,
        long frameTimeoutNanos,
        long sendDeadlineNanos,
        int aggregationBytes,
        int maxSurplusStreams) {}
