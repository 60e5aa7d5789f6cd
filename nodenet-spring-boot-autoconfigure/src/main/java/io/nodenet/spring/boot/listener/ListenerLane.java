package io.nodenet.spring.boot.listener;

import org.jspecify.annotations.Nullable;

/**
 * The way of messages to one listener.
 *
 * @param threads those of the listener alone, null where it has none
 * @param concurrency how many of them, null where it has none
 */
record ListenerLane(
        ListenerQueue queue,
        @Nullable MessageThreads threads,
        @Nullable Integer concurrency) {
    /** Abandons what waits, and ends the threads. */
    void close() {
        queue.abandon();
        if (threads != null) {
            threads.shutdown();
        }
    }
}
