package io.nodenet.benchmarks.load;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Counts arrivals and converts the growth over a time into a rate. */
final class Rate {
    private final AtomicLong count = new AtomicLong();

    /** Adds; one thread only. */
    void add(long amount) {
        count.setRelease(count.getPlain() + amount);
    }

    /** Returns the total so far; any thread. */
    long total() {
        return count.getAcquire();
    }

    /** Warms up for as long as the measurement, then measures; returns the amount per second. */
    double measure(Duration time) throws InterruptedException {
        return measure(time, time);
    }

    /** Warms up, then measures; returns the amount per second. */
    double measure(Duration warmUp, Duration time) throws InterruptedException {
        Thread.sleep(warmUp.toMillis());
        long before = count.getAcquire();
        long start = System.nanoTime();
        Thread.sleep(time.toMillis());
        long grown = count.getAcquire() - before;
        return grown * 1e9 / (System.nanoTime() - start);
    }
}
