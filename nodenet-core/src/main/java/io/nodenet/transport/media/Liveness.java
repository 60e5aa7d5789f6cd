package io.nodenet.transport.media;

import java.time.Duration;

/**
 * Knows when a media session needs a heartbeat, and when its opener has been silent for too long (docs/protocol/05, section 7).
 *
 * <p>The side that accepted a session believes frames only: packets that merely keep the connection alive do not count. So the side that
 * opened it sends a frame when it has sent none for a while.
 */
final class Liveness {
    /** After this time without a frame the side that opened the session sends a heartbeat. */
    static final long HEARTBEAT_NANOS = Duration.ofSeconds(3).toNanos();

    /** After this time without a frame the side that accepted the session gives it up. */
    static final long SILENCE_NANOS = Duration.ofSeconds(10).toNanos();

    private final boolean outbound;
    private long sentNanos;
    private long heardNanos;

    Liveness(boolean outbound, long nowNanos) {
        this.outbound = outbound;
        this.sentNanos = nowNanos;
        this.heardNanos = nowNanos;
    }

    /** A datagram or a message leaves. */
    void onSent(long nowNanos) {
        sentNanos = nowNanos;
    }

    /** A datagram or the begin of a message has come. */
    void onFrame(long nowNanos) {
        heardNanos = nowNanos;
    }

    boolean needsHeartbeat(long nowNanos) {
        return outbound && nowNanos - sentNanos >= HEARTBEAT_NANOS;
    }

    boolean isSilent(long nowNanos) {
        return !outbound && nowNanos - heardNanos > SILENCE_NANOS;
    }
}
