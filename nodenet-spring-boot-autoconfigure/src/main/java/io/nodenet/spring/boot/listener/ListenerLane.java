package io.nodenet.spring.boot.listener;

import org.jspecify.annotations.Nullable;

/**
 * The path of messages to one listener.
 *
 * @param threads the threads dedicated to the listener, null if it has none
 * @param concurrency the number of those threads, null if it has none
 */
record ListenerLane(
        ListenerQueue queue,
        @Nullable MessageThreads threads,
        @Nullable Integer concurrency) {
    /** Abandons waiting messages, takes no more, and ends the threads. */
    void close() {
        queue.close();
        if (threads != null) {
            threads.shutdown();
        }
    }
}
