package io.nodenet.sample.call.rate;

import java.time.Duration;

/** Measures a rate over the last half second. Not thread-safe; allocates nothing. */
public final class RateMeter {
    private static final int SLOTS = 25;
    private static final long SLOT_NANOS = Duration.ofMillis(20).toNanos();
    private static final double NANOS_PER_SECOND = 1e9;
    private static final int BITS = 8;

    private final long[] bytes = new long[SLOTS];
    private long slot;
    private long firstNanos;
    private boolean begun;

    /** Counts received bytes. */
    public void add(int amount, long nowNanos) {
        if (!begun) {
            begun = true;
            firstNanos = nowNanos;
            slot = slotOf(nowNanos);
        }
        move(nowNanos);
        bytes[index(slot)] += amount;
    }

    /** Returns the rate; within half a second of the beginning, the rate since then. */
    public long bitsPerSecond(long nowNanos) {
        if (!begun) {
            return 0;
        }
        move(nowNanos);
        long sum = 0;
        for (long amount : bytes) {
            sum += amount;
        }
        long window = Math.min(SLOTS * SLOT_NANOS, Math.max(SLOT_NANOS, nowNanos - firstNanos));
        return Math.round(sum * BITS * NANOS_PER_SECOND / window);
    }

    /** Returns whether it has measured for a whole window. */
    boolean isWarm(long nowNanos) {
        return begun && nowNanos - firstNanos >= SLOTS * SLOT_NANOS;
    }

    private void move(long nowNanos) {
        long now = slotOf(nowNanos);
        for (long i = Math.max(slot + 1, now - SLOTS + 1); i <= now; i++) {
            bytes[index(i)] = 0;
        }
        slot = Math.max(slot, now);
    }

    private static long slotOf(long nanos) {
        return Math.floorDiv(nanos, SLOT_NANOS);
    }

    private static int index(long slot) {
        return (int) Math.floorMod(slot, (long) SLOTS);
    }
}
