package io.nodenet.transport.media;

import java.time.Duration;

/**
 * Knows when a media session needs a heartbeat, when its opener has been silent for too long, and whether its peer has ever said anything
 * (docs/protocol/05, section 7).
 *
 * <p>The side that accepted a session believes frames only: packets that merely keep the connection alive do not count. So the side that
 * opened it sends a frame when it has sent none for a while.
 */
final class Liveness {
    /** After this time without a frame the side that opened the session sends a heartbeat. */
    static final long HEARTBEAT_NANOS = Duration.ofSeconds(3).toNanos();

    /** After this time without a frame the side that accepted the session gives it up. */
    static final long SILENCE_NANOS = Duration.ofSeconds(10).toNanos();

    /** A peer that closes within this time and without a frame has refused the session. */
    static final long REFUSAL_NANOS = Duration.ofSeconds(2).toNanos();

    private final boolean outbound;
    private final long openedNanos;
    private long sentNanos;
    private long heardNanos;
    private boolean heard;

    Liveness(boolean outbound, long nowNanos) {
        this.outbound = outbound;
        this.openedNanos = nowNanos;
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
        heard = true;
    }

    boolean needsHeartbeat(long nowNanos) {
        return outbound && nowNanos - sentNanos >= HEARTBEAT_NANOS;
    }

    boolean isSilent(long nowNanos) {
        return !outbound && nowNanos - heardNanos > SILENCE_NANOS;
    }

    /** Returns whether this side has opened the session only just now, and nothing has come from the peer. */
    boolean isUnheard(long nowNanos) {
        return outbound && !heard && nowNanos - openedNanos < REFUSAL_NANOS;
    }
}
