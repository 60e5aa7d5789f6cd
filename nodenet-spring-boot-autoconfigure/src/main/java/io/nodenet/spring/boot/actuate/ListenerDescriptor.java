package io.nodenet.spring.boot.actuate;

import io.nodenet.metrics.Labels;
import io.nodenet.spring.boot.listener.ListenerStatus;
import org.jspecify.annotations.Nullable;

/**
 * A listener as the endpoint shows it.
 *
 * @param state {@code running}, {@code paused} or {@code stopped}
 * @param concurrency on how many threads of its own it handles messages, null for those that all listeners share
 * @param pending how many messages wait for it
 * @param dropped how many messages its queue had no room for, or has given up
 */
public record ListenerDescriptor(String state, @Nullable Integer concurrency, int pending, long dropped) {
    static ListenerDescriptor of(ListenerStatus status) {
        return new ListenerDescriptor(
                Labels.of(status.state()), status.concurrency(), status.pending(), status.dropped());
    }
}
