package io.nodenet.sample.messenger.delivery;

/** Lets a few contact requests of strangers through at once and then one every few seconds, whoever they are. Not thread-safe. */
final class RequestRate {
    static final int BURST = 10;
    static final long MILLIS_PER_REQUEST = 5_000;

    private long fullAt;

    RequestRate(long now) {
        this.fullAt = now;
    }

    /** Answers whether one more may pass now. */
    boolean tryPass(long now) {
        long after = Math.max(fullAt, now) + MILLIS_PER_REQUEST;
        if (after - now > BURST * MILLIS_PER_REQUEST) {
            return false;
        }
        fullAt = after;
        return true;
    }
}
