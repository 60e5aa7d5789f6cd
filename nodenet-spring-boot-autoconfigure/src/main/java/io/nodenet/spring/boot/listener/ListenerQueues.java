package io.nodenet.spring.boot.listener;

import java.util.concurrent.ThreadFactory;
import java.util.function.Function;

/**
 * Where messages wait for listeners, and on which threads those are handled that have waited.
 *
 * @param shared the threads of the node's messages
 * @param limit the most messages that wait for one listener
 * @param factories makes the threads of a listener of its own, by the prefix of their names
 */
public record ListenerQueues(MessageThreads shared, int limit, Function<String, ThreadFactory> factories) {
    private static final String PREFIX = "nodenet-listener-";

    /** Returns what one listener has: the queue, and its own threads if it wants a number of them. */
    ListenerLane lane(String id, int concurrency) {
        if (concurrency == 0) {
            return new ListenerLane(ListenerQueue.whilePaused(shared, limit), null, null);
        }
        MessageThreads threads = new MessageThreads(concurrency, factories.apply(PREFIX + id + "-"));
        return new ListenerLane(ListenerQueue.forAll(threads, concurrency, limit), threads, concurrency);
    }
}
