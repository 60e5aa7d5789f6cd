package io.nodenet.spring.boot.request;

import java.time.Duration;

/** Runs tasks after a delay. Thread-safe. */
@FunctionalInterface
public interface RequestTimer {
    /**
     * Runs a task after a delay, unless it is cancelled before.
     *
     * @return cancels the task; any thread, idempotent
     */
    Runnable after(Duration delay, Runnable task);
}
