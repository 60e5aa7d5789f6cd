package io.nodenet.sample.call.rate;

import java.time.Duration;

/**
 * Decides when to report the estimate to the sender: immediately if it falls, every quarter of a second if it rises, every second in any
 * case. Not thread-safe.
 */
public final class Reports {
    private static final double FALLEN = 0.97;
    private static final double RISEN = 1.02;
    private static final long AT_ONCE_NANOS = Duration.ofMillis(50).toNanos();
    private static final long CHANGED_NANOS = Duration.ofMillis(250).toNanos();
    private static final long ALWAYS_NANOS = Duration.ofSeconds(1).toNanos();

    private long told;
    private long toldNanos;
    private boolean begun;

    /** Returns whether a report is due now, and records it if so. */
    public boolean isDue(long bitsPerSecond, long nowNanos) {
        long since = nowNanos - toldNanos;
        boolean due = !begun
                || since >= ALWAYS_NANOS
                || bitsPerSecond < told * FALLEN && since >= AT_ONCE_NANOS
                || bitsPerSecond > told * RISEN && since >= CHANGED_NANOS;
        if (due) {
            begun = true;
            told = bitsPerSecond;
            toldNanos = nowNanos;
        }
        return due;
    }
}
