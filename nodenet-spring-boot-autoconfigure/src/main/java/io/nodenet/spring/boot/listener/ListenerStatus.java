package io.nodenet.spring.boot.listener;

import org.jspecify.annotations.Nullable;

/**
 * The status of a listener at a point in time.
 *
 * @param state whether it receives messages
 * @param concurrency the number of its own threads, null if it uses the threads that all listeners share
 * @param pending the number of messages that wait in its queue
 * @param dropped the number of messages that were dropped because its queue was full, or abandoned
 */
public record ListenerStatus(ListenerState state, @Nullable Integer concurrency, int pending, long dropped) {}
