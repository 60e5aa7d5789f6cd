package io.nodenet.benchmarks.load;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Does something a number of times a second, and makes up for what it could not do in time. */
final class Pacer {
    private static final long STEP_NANOS = Duration.ofMillis(1).toNanos();

    private final double perNano;
    private final long startNanos = System.nanoTime();
    private long done;

    Pacer(int perSecond) {
        perNano = perSecond / 1e9;
    }

    /** Does in the calling thread what is due from now on for a time. */
    static void run(Duration time, int perSecond, Runnable action) {
        Pacer pacer = new Pacer(perSecond);
        while (System.nanoTime() - pacer.startNanos < time.toNanos()) {
            pacer.catchUp(action);
            step();
        }
    }

    /** Lets the least time pass after which to look again for what is due. */
    static void step() {
        LockSupport.parkNanos(STEP_NANOS);
    }

    /** Does what is due. */
    void catchUp(Runnable action) {
        for (long due = (long) ((System.nanoTime() - startNanos) * perNano); done < due; done++) {
            action.run();
        }
    }
}
