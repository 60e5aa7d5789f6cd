package io.nodenet.benchmarks.load;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Runs an action a number of times per second, and catches up on delays. */
final class Pacer {
    private static final long STEP_NANOS = Duration.ofMillis(1).toNanos();

    private final double perNano;
    private final long startNanos = System.nanoTime();
    private long done;

    Pacer(int perSecond) {
        perNano = perSecond / 1e9;
    }

    /** Runs due actions on the calling thread for a time. */
    static void run(Duration time, int perSecond, Runnable action) {
        Pacer pacer = new Pacer(perSecond);
        while (System.nanoTime() - pacer.startNanos < time.toNanos()) {
            pacer.catchUp(action);
            step();
        }
    }

    /** Waits for the shortest time after which to check again for due actions. */
    static void step() {
        LockSupport.parkNanos(STEP_NANOS);
    }

    /** Runs due actions. */
    void catchUp(Runnable action) {
        for (long due = (long) ((System.nanoTime() - startNanos) * perNano); done < due; done++) {
            action.run();
        }
    }
}
