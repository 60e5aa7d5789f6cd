package io.nodenet.spring.boot.listener;

import java.util.concurrent.ThreadFactory;
import java.util.function.Function;

/**
 * The queues of messages that wait for listeners, and the threads on which those are handled.
 *
 * @param shared the threads of the node's messages
 * @param limit the maximum number of messages that wait for one listener
 * @param factories creates the dedicated threads of a listener, by the prefix of their names
 */
public record ListenerQueues(MessageThreads shared, int limit, Function<String, ThreadFactory> factories) {
    private static final String PREFIX = "nodenet-listener-";

    /** Returns the lane of one listener: the queue, and its own threads if it requests some. */
    ListenerLane lane(String id, int concurrency) {
        if (concurrency == 0) {
            return new ListenerLane(ListenerQueue.whilePaused(shared, limit), null, null);
        }
        MessageThreads threads = new MessageThreads(concurrency, factories.apply(PREFIX + id + "-"));
        return new ListenerLane(ListenerQueue.forAll(threads, concurrency, limit), threads, concurrency);
    }
}
