package io.nodenet.transport;

import io.nodenet.metrics.DurationHistogram;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * The single thread that owns a transport, its connections and the node above them.
 *
 * <p>Production runs it on a Netty event loop, tests on virtual time. Tasks run in the order of their submission, one at a
 * time, and must not block.
 */
public interface NodeLoop extends Executor {
    /** Runs a task on the loop; callable from any thread. A loop that has ended drops it. */
    @Override
    void execute(Runnable task);

    /** Returns whether the caller is on the loop. */
    boolean inLoop();

    /** Runs a task on the loop after a delay in nanoseconds; callable from any thread. */
    Timer schedule(Runnable task, long delayNanos);

    /** Returns the clocks of this loop. */
    TimeSource time();

    /** Returns how long turns of this loop took, in real time; empty for a loop in virtual time. Any thread. */
    default DurationHistogram.Snapshot turns() {
        return DurationHistogram.Snapshot.EMPTY;
    }

    /**
     * Sets what is told when an {@link Error} came out of a task, or the loop has ended by itself: nothing of the loop can be relied on then.
     * Called on any thread, more than once if more than one error comes; must return at once.
     */
    default void onFailure(Consumer<Throwable> listener) {}

    /** A task that was scheduled. */
    interface Timer {
        /** Prevents the task from running if it has not started; callable from any thread, any number of times. */
        void cancel();
    }
}
