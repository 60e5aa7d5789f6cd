package io.nodenet.spring.boot.listener;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads on which a node delivers its messages: as many as messages can be handled concurrently. Not an autowire candidate, so that
 * Boot's own executor is still auto-configured.
 */
public final class MessageThreads implements Executor {
    /** The maximum number of messages that are handled concurrently. */
    public static final int MAX_CONCURRENCY = 1024;

    private static final long IDLE_SECONDS = 30;

    private final ThreadPoolExecutor pool;

    /**
     * Creates threads that start when they are needed and end when they are idle.
     *
     * @param concurrency the number of threads, 1 to {@value #MAX_CONCURRENCY}
     */
    public MessageThreads(int concurrency, ThreadFactory factory) {
        // Bounded by the node, which has at most one task for each originator with pending messages.
        pool = new ThreadPoolExecutor(
                concurrency, concurrency, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory);
        pool.allowCoreThreadTimeOut(true);
    }

    @Override
    public void execute(Runnable task) {
        pool.execute(() -> {
            try {
                task.run();
            } finally {
                // an interrupt was meant for the handler that ended
                Thread.interrupted();
            }
        });
    }

    /** Ends the threads once all waiting tasks are done. */
    public void shutdown() {
        pool.shutdown();
    }
}
