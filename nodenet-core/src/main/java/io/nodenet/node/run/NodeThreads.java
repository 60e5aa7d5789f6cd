package io.nodenet.node.run;

import io.nodenet.kad.NodeId;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes the bounded thread pools of a node: daemon threads that carry the node's short ID and the pool's role in their name. */
final class NodeThreads {
    private NodeThreads() {}

    static ThreadPoolExecutor pool(
            NodeId node, String role, int threads, BlockingQueue<Runnable> queue, long idleSeconds) {
        AtomicInteger count = new AtomicInteger();
        ThreadFactory factory = task -> {
            Thread thread =
                    new Thread(task, "nodenet-" + node.shortText() + "-" + role + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(threads, threads, idleSeconds, TimeUnit.SECONDS, queue, factory);
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }
}
