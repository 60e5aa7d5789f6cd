package io.nodenet.spring.boot.actuate;

import io.nodenet.metrics.Labels;
import io.nodenet.spring.boot.listener.ListenerStatus;
import org.jspecify.annotations.Nullable;

/**
 * A listener, as shown by the endpoint.
 *
 * @param state {@code running}, {@code paused} or {@code stopped}
 * @param concurrency the number of its own threads, null if it uses the threads that all listeners share
 * @param pending the number of messages that wait for it
 * @param dropped the number of messages that were dropped because its queue was full, or abandoned
 */
public record ListenerDescriptor(String state, @Nullable Integer concurrency, int pending, long dropped) {
    static ListenerDescriptor of(ListenerStatus status) {
        return new ListenerDescriptor(
                Labels.of(status.state()), status.concurrency(), status.pending(), status.dropped());
    }
}
