package io.nodenet.transport;

/**
 * Limits a rate with a burst: starts full, refills continuously, refuses without taking anything (docs/protocol/02, section 10, [V]).
 *
 * <p>Not thread-safe. The clock is the caller's monotonic one; elapsed time below zero counts as zero.
 */
public final class TokenBucket {
    private static final double NANOS_PER_SECOND = 1e9;

    private final double burst;
    private final double ratePerSecond;
    private double tokens;
    private long lastNanos;
    private boolean used;

    /**
     * Creates a full bucket.
     *
     * @param burst the most tokens it holds
     * @param ratePerSecond the tokens that flow in each second
     */
    public TokenBucket(double burst, double ratePerSecond) {
        this.burst = burst;
        this.ratePerSecond = ratePerSecond;
        this.tokens = burst;
    }

    /** Takes one token if there is one. */
    public boolean tryTake(long nowNanos) {
        return tryTake(1, nowNanos);
    }

    /** Takes {@code amount} tokens if there are as many; an amount above the burst never passes. */
    public boolean tryTake(double amount, long nowNanos) {
        refill(nowNanos);
        if (tokens < amount) {
            return false;
        }
        tokens -= amount;
        return true;
    }

    /** Takes tokens whether they are there or not, down to a whole burst below zero. */
    public void charge(double amount, long nowNanos) {
        refill(nowNanos);
        tokens = Math.max(-burst, tokens - amount);
    }

    /** Returns how long it takes in nanoseconds until an amount of tokens can be taken, 0 if it can be now. */
    public long nanosUntil(double amount, long nowNanos) {
        refill(nowNanos);
        return tokens >= amount ? 0 : (long) Math.ceil((amount - tokens) * NANOS_PER_SECOND / ratePerSecond);
    }

    /** Returns whether fewer than half of the tokens were left at the last call that had a time. */
    public boolean isBelowHalf() {
        return tokens < burst / 2;
    }

    /** Returns whether the bucket has refilled to its burst: then it remembers nothing that a new one would not. */
    public boolean isFull(long nowNanos) {
        refill(nowNanos);
        return tokens >= burst;
    }

    private void refill(long nowNanos) {
        if (used) {
            long elapsed = nowNanos - lastNanos;
            if (elapsed > 0) {
                tokens = Math.min(burst, tokens + elapsed / NANOS_PER_SECOND * ratePerSecond);
                lastNanos = nowNanos;
            }
        } else {
            used = true;
            lastNanos = nowNanos;
        }
    }
}
