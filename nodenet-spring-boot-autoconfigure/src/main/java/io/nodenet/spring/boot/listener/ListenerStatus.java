package io.nodenet.spring.boot.listener;

import org.jspecify.annotations.Nullable;

/**
 * What a listener does at a moment.
 *
 * @param state whether it gets messages
 * @param concurrency on how many threads of its own it handles them, null for those that all listeners share
 * @param pending how many messages wait in its queue
 * @param dropped how many messages its queue had no room for, or that were given up in it
 */
public record ListenerStatus(ListenerState state, @Nullable Integer concurrency, int pending, long dropped) {}
