package io.nodenet.routed;

import java.time.Duration;

/** Decides whether the signed time of a message is near enough to the local clock (docs/protocol/02, section 3, [V]). */
public final class Freshness {
    /** How far a message may be off, either way, in nanoseconds. */
    public static final long WINDOW_NANOS = Duration.ofSeconds(30).toNanos();

    private Freshness() {}

    /** Compares with both bounds, ends included; {@code sentNanos} is never subtracted from anything: it is attacker-chosen. */
    public static boolean isFresh(long sentNanos, long wallNanos) {
        return sentNanos >= saturatedAdd(wallNanos, -WINDOW_NANOS)
                && sentNanos <= saturatedAdd(wallNanos, WINDOW_NANOS);
    }

    private static long saturatedAdd(long value, long delta) {
        long sum = value + delta;
        if (((value ^ sum) & (delta ^ sum)) < 0) {
            return delta < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
        return sum;
    }
}
