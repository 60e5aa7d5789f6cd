package io.nodenet.node.core.turn;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** The growing delay before an anchor is dialed again: doubles from 1 s to 30 s, with jitter, and never gives up (W-03). */
public final class Backoff {
    static final long BASE_NANOS = Duration.ofSeconds(1).toNanos();
    static final long MAX_NANOS = Duration.ofSeconds(30).toNanos();

    private long delayNanos = BASE_NANOS;

    /** Returns the next delay in nanoseconds. */
    public long next(RandomGenerator random) {
        long delay = delayNanos;
        delayNanos = Math.min(MAX_NANOS, 2 * delayNanos);
        return Jitter.around(delay, random);
    }

    /** Starts over after a success. */
    public void reset() {
        delayNanos = BASE_NANOS;
    }
}
