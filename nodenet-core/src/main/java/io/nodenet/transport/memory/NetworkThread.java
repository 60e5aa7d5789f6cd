package io.nodenet.transport.memory;

import io.nodenet.transport.TimeSource;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread on which a whole {@link MemoryNetwork} lives, one event after the other, in a virtual time that follows the real clock and can be
 * set ahead: for nodes that are used from other threads, as an application uses them,
 * over a {@link HostTransport} each. All methods may be called from any thread; what
 * belongs to the network itself is used within {@link #call}.
 *
 * <p>Events run at the instants they are due, however late the thread gets to them. What waits to run is bounded by those who submit it:
 * tests wait for each call, a node has its submission budget.
 */
public final class NetworkThread implements TimeSource, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NetworkThread.class);
    private static final long CALL_SECONDS = 30;
    private static final long CLOSE_SECONDS = 5;

    private final VirtualTime time;
    private final long startNanos;
    private final long wallOffsetNanos;
    private final long realStartNanos = System.nanoTime();
    private final ScheduledThreadPoolExecutor executor;
    private final AtomicLong aheadNanos = new AtomicLong();
    private volatile @Nullable Thread thread;
    private volatile @Nullable Throwable failure;
    private @Nullable ScheduledFuture<?> wake;

    /** Creates a thread that starts with its first task; from now on the time belongs to it. */
    public NetworkThread(VirtualTime time) {
        this.time = time;
        this.startNanos = time.nanos();
        this.wallOffsetNanos = time.wallNanos() - startNanos;
        this.executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread started = new Thread(task, "nodenet-memory-network");
            started.setDaemon(true);
            thread = started;
            return started;
        });
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Returns whether the caller is on this thread. */
    public boolean isCurrent() {
        return Thread.currentThread() == thread;
    }

    /** Returns the virtual time: of the event in progress on this thread, elsewhere what it has come to by now. */
    @Override
    public long nanos() {
        return isCurrent() ? time.nanos() : target();
    }

    @Override
    public long wallNanos() {
        return nanos() + wallOffsetNanos;
    }

    private long target() {
        return startNanos + (System.nanoTime() - realStartNanos) + aheadNanos.get();
    }

    /** Sets the time ahead and runs what is due on the way. */
    public void advance(Duration duration) {
        call(() -> aheadNanos.addAndGet(duration.toNanos()));
    }

    /** Runs a task; dropped once the thread is closed. */
    public void execute(Runnable task) {
        try {
            executor.execute(() -> turn(() -> {
                task.run();
                return true;
            }));
        } catch (RejectedExecutionException ended) {
            LOG.debug("The network is closed, a task is dropped");
        }
    }

    /**
     * Runs a task and what becomes due by it, and answers its result; what it throws is thrown here.
     *
     * @throws IllegalStateException if the thread is closed
     */
    public <T> T call(Supplier<T> task) {
        if (isCurrent()) {
            return task.get();
        }
        try {
            return executor.submit(() -> turn(task)).get(CALL_SECONDS, TimeUnit.SECONDS);
        } catch (RejectedExecutionException ended) {
            throw new IllegalStateException("The network is closed, as its application is", ended);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for the network", e);
        } catch (TimeoutException e) {
            throw new AssertionError("The network did not answer within " + CALL_SECONDS + " s", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new AssertionError("The network failed", e.getCause());
        }
    }

    /** Throws what an event has thrown, the first time that any has. */
    public void check() {
        Throwable thrown = failure;
        if (thrown != null) {
            throw new AssertionError("The network has failed before", thrown);
        }
    }

    private <T> T turn(Supplier<T> task) {
        catchUp();
        try {
            return task.get();
        } finally {
            catchUp();
            arm();
        }
    }

    /** Runs what is due; whatever an event throws, the others follow. */
    private void catchUp() {
        long target = target();
        boolean done = false;
        while (!done) {
            try {
                time.advance(Duration.ofNanos(Math.max(0, target - time.nanos())));
                done = true;
            } catch (RuntimeException | AssertionError e) {
                LOG.error("An event of the network failed", e);
                if (failure == null) {
                    failure = e;
                }
            }
        }
    }

    /** Has the thread woken when the next event is due. */
    private void arm() {
        ScheduledFuture<?> armed = wake;
        if (armed != null) {
            armed.cancel(false);
        }
        long next = time.untilNextNanos();
        if (next < Long.MAX_VALUE && !executor.isShutdown()) {
            long behind = target() - time.nanos();
            wake = executor.schedule(() -> turn(() -> true), Math.max(0, next - behind), TimeUnit.NANOSECONDS);
        }
    }

    /** Ends the thread, within 5 seconds; what waits is dropped. */
    @Override
    public void close() {
        executor.shutdownNow();
        Thread ending = thread;
        if (ending == null) {
            return;
        }
        try {
            ending.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
