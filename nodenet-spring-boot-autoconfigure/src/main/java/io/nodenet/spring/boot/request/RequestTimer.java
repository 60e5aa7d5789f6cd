package io.nodenet.spring.boot.request;

import java.time.Duration;

/** Runs tasks after a while. Thread-safe. */
@FunctionalInterface
public interface RequestTimer {
    /**
     * Runs a task once a delay is over, unless it is cancelled before.
     *
     * @return cancels the task; any thread, idempotent
     */
    Runnable after(Duration delay, Runnable task);
}
