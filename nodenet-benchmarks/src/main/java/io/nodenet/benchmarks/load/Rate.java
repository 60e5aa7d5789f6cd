package io.nodenet.benchmarks.load;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what arrives and turns the growth over a time into a rate. */
final class Rate {
    private final AtomicLong count = new AtomicLong();

    /** Adds; one thread only. */
    void add(long amount) {
        count.setRelease(count.getPlain() + amount);
    }

    /** Answers how much there was so far; any thread. */
    long total() {
        return count.getAcquire();
    }

    /** Lets a warm-up as long as the measurement pass, then measures; answers the amount per second. */
    double measure(Duration time) throws InterruptedException {
        return measure(time, time);
    }

    /** Lets a warm-up pass, then measures; answers the amount per second. */
    double measure(Duration warmUp, Duration time) throws InterruptedException {
        Thread.sleep(warmUp.toMillis());
        long before = count.getAcquire();
        long start = System.nanoTime();
        Thread.sleep(time.toMillis());
        long grown = count.getAcquire() - before;
        return grown * 1e9 / (System.nanoTime() - start);
    }
}
