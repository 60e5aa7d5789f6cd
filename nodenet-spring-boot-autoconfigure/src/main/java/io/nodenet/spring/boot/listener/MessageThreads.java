package io.nodenet.spring.boot.listener;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads on which a node hands over its messages: as many as messages may be handled at the same time. No candidate where any
 * executor is asked for, so that Boot's own stays.
 */
public final class MessageThreads implements Executor {
    /** The maximum number of messages that are handled at the same time. */
    public static final int MAX_CONCURRENCY = 1024;

    private static final long IDLE_SECONDS = 30;

    private final ThreadPoolExecutor pool;

    /**
     * Makes threads that start when they are needed and end when they are idle.
     *
     * @param concurrency how many, 1 to {@value #MAX_CONCURRENCY}
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

    /** Ends the threads once what waits was done. */
    public void shutdown() {
        pool.shutdown();
    }
}
