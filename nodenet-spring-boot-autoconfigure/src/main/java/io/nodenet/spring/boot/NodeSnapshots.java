package io.nodenet.spring.boot;

import io.nodenet.NodenetException;
import io.nodenet.NodenetTimeoutException;
import io.nodenet.node.Node;
import io.nodenet.node.NodeSnapshot;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Provides snapshots of a node that are at most half a second old, so that reading a hundred meters queries its loop once. A reader waits
 * for the loop for at most one second, and concurrent readers wait for the same answer; after a loop has failed to answer, no reader waits
 * for it for five seconds. Thread-safe.
 */
public final class NodeSnapshots implements Supplier<NodeSnapshot>, AutoCloseable {
    /** The longest wait of a reader for the loop. */
    public static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final long MAX_AGE_NANOS = Duration.ofMillis(500).toNanos();
    private static final long PAUSE_NANOS = Duration.ofSeconds(5).toNanos();
    private static final long IDLE_SECONDS = 30;

    private final Supplier<NodeSnapshot> source;
    private final LongSupplier nanoTime;
    private final Executor executor;
    private final Runnable end;
    private final Duration patience;
    private final Object lock = new Object();
    private @Nullable NodeSnapshot latest;
    private long latestNanos;
    private @Nullable CompletableFuture<NodeSnapshot> asking;
    private @Nullable NodenetException failure;
    private long failureNanos;
    private long unanswered;

    /** Creates a source that queries the node on its own thread, which ends when it is idle. */
    public NodeSnapshots(Node node) {
        this(node::snapshot, System::nanoTime, thread(), PATIENCE);
    }

    private NodeSnapshots(
            Supplier<NodeSnapshot> source, LongSupplier nanoTime, ThreadPoolExecutor executor, Duration patience) {
        this(source, nanoTime, executor, executor::shutdownNow, patience);
    }

    NodeSnapshots(
            Supplier<NodeSnapshot> source, LongSupplier nanoTime, Executor executor, Runnable end, Duration patience) {
        this.source = source;
        this.nanoTime = nanoTime;
        this.executor = executor;
        this.end = end;
        this.patience = patience;
    }

    private static ThreadPoolExecutor thread() {
        CustomizableThreadFactory threads = new CustomizableThreadFactory("nodenet-snapshots-");
        threads.setDaemon(true);
        // bounded: there is no further query while one is pending
        ThreadPoolExecutor executor =
                new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads);
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    /**
     * Returns a snapshot.
     *
     * @throws NodenetTimeoutException if the node's loop does not answer within a second, or recently failed to
     */
    @Override
    public NodeSnapshot get() {
        CompletableFuture<NodeSnapshot> answer;
        boolean isNew = false;
        synchronized (lock) {
            long now = nanoTime.getAsLong();
            NodeSnapshot known = latest;
            if (known != null && now - latestNanos <= MAX_AGE_NANOS) {
                return known;
            }
            NodenetException failed = failure;
            if (failed != null && now - failureNanos <= PAUSE_NANOS) {
                throw failed;
            }
            answer = asking;
            if (answer == null) {
                answer = new CompletableFuture<>();
                asking = answer;
                isNew = true;
            }
        }
        if (isNew) {
            ask(answer);
        }
        return await(answer);
    }

    private void ask(CompletableFuture<NodeSnapshot> answer) {
        executor.execute(() -> {
            try {
                NodeSnapshot snapshot = source.get();
                synchronized (lock) {
                    latest = snapshot;
                    latestNanos = nanoTime.getAsLong();
                    failure = null;
                    asking = null;
                }
                answer.complete(snapshot);
            } catch (Throwable e) {
                synchronized (lock) {
                    asking = null;
                }
                answer.completeExceptionally(e);
            }
        });
    }

    private NodeSnapshot await(CompletableFuture<NodeSnapshot> answer) {
        try {
            return answer.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw failed(new NodenetTimeoutException("The node's loop did not answer within " + patience));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof NodenetException cause) {
                throw failed(cause);
            }
            throw new IllegalStateException("The node cannot report its state", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NodenetTimeoutException("Interrupted while waiting for the node's loop");
        }
    }

    /** Remembers a failure, unless another reader has already done so for the same query. */
    private NodenetException failed(NodenetException now) {
        synchronized (lock) {
            long time = nanoTime.getAsLong();
            NodenetException known = failure;
            if (known != null && time - failureNanos <= PAUSE_NANOS) {
                return known;
            }
            unanswered++;
            failure = now;
            failureNanos = time;
            return now;
        }
    }

    /** Returns the last snapshot that the node provided, however old; null if there is none. Does not wait. */
    public @Nullable NodeSnapshot last() {
        synchronized (lock) {
            return latest;
        }
    }

    /** Returns the number of queries that the loop did not answer in time. */
    public long unanswered() {
        synchronized (lock) {
            return unanswered;
        }
    }

    /** Ends the thread. */
    @Override
    public void close() {
        end.run();
    }
}
