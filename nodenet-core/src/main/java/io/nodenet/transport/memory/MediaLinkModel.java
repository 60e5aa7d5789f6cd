package io.nodenet.transport.memory;

import java.time.Duration;

/** Decides what becomes of the media datagrams of one direction between two hosts, in the order they are sent. */
final class MediaLinkModel {
    /** What becomes of a datagram. */
    enum Verdict {
        DELIVERED,
        /** Nobody notices. */
        LOST,
        /** The sender notices. */
        TOO_LARGE
    }

    private static final double NANOS_PER_SECOND = Duration.ofSeconds(1).toNanos();

    private final MediaLinkProfile profile;
    private final PcgDxsm random;
    private final long jitterNanos;
    private long freeNanos = Long.MIN_VALUE;
    private long queuedNanos;
    private long delayNanos;

    /** Creates a link over which nothing was sent. */
    MediaLinkModel(MediaLinkProfile profile) {
        this.profile = profile;
        this.random = new PcgDxsm(profile.seed());
        this.jitterNanos = profile.jitter().toNanos();
    }

    MediaLinkProfile profile() {
        return profile;
    }

    /**
     * Decides on the next datagram; if it is delivered, {@link #queuedNanos} and {@link #delayNanos} tell when.
     *
     * @param bytes channel and payload
     */
    Verdict send(int bytes, long nowNanos) {
        queuedNanos = 0;
        delayNanos = 0;
        if (profile.maxFrameBytes() > 0 && bytes > profile.maxFrameBytes()) {
            return Verdict.TOO_LARGE;
        }
        if (profile.loss() > 0 && random.nextDouble() < profile.loss()) {
            return Verdict.LOST;
        }
        long rate = profile.bytesPerSecond();
        if (rate > 0) {
            long backlogNanos = freeNanos == Long.MIN_VALUE ? 0 : Math.max(0, freeNanos - nowNanos);
            long queue = profile.queueBytes();
            if (queue > 0 && (long) (backlogNanos / NANOS_PER_SECOND * rate) + bytes > queue) {
                return Verdict.LOST;
            }
            queuedNanos = backlogNanos + (long) (bytes / (double) rate * NANOS_PER_SECOND);
            freeNanos = nowNanos + queuedNanos;
        }
        delayNanos = queuedNanos + (jitterNanos > 0 ? random.nextLong(jitterNanos) : 0);
        return Verdict.DELIVERED;
    }

    /** Returns how long the datagram takes to be through the bottleneck. */
    long queuedNanos() {
        return queuedNanos;
    }

    /** Returns how much later than on a clear link the datagram arrives. */
    long delayNanos() {
        return delayNanos;
    }
}
