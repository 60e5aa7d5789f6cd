package io.nodenet.sample.common.contact;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * The wait for an answer before asking again: doubles with each attempt up to a cap, and half of it is random, so that peers that lost the
 * same neighbour do not all return at once.
 */
public final class Backoff {
    private final long baseMillis;
    private final long capMillis;
    private final RandomGenerator random;

    /** Makes a back-off. Thread-safe if {@code random} is. */
    public Backoff(Duration base, Duration cap, RandomGenerator random) {
        this.baseMillis = base.toMillis();
        this.capMillis = cap.toMillis();
        this.random = random;
        if (baseMillis < 2 || capMillis < baseMillis) {
            throw new IllegalArgumentException("Invalid back-off from " + base + " to " + cap);
        }
    }

    /** Returns the shortest wait. */
    public long baseMillis() {
        return baseMillis;
    }

    /** Returns the milliseconds to wait after attempt number {@code attempt}, counted from 0. */
    public long delayMillis(int attempt) {
        long full = baseMillis;
        for (int i = 0; i < attempt && full < capMillis; i++) {
            full *= 2;
        }
        long half = Math.min(full, capMillis) / 2;
        return half + random.nextLong(half + 1);
    }
}
