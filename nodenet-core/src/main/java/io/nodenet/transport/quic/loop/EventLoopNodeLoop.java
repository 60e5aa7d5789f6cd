package io.nodenet.transport.quic.loop;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.nodenet.metrics.DurationHistogram;
import io.nodenet.transport.NodeLoop;
import io.nodenet.transport.TimeSource;
import java.time.Instant;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The {@link NodeLoop} on a Netty event loop.
 *
 * <p>A turn is one task or one burst of received packets. Within a turn both clocks stand still and are read at most once, and how long it takes is counted; outside
 * of one, and on other threads, every question reads them.
 */
public final class EventLoopNodeLoop implements NodeLoop, TimeSource {
    private static final Logger LOG = LoggerFactory.getLogger(EventLoopNodeLoop.class);
    private static final Timer NEVER = () -> {};

    private final EventLoop eventLoop;
    private final DurationHistogram turns = new DurationHistogram();
    private volatile Consumer<Throwable> failure = error -> {};
    private int depth;
    private long turn;
    private boolean wallRead;
    private long nanos;
    private long wallNanos;

    public EventLoopNodeLoop(EventLoop eventLoop) {
        this.eventLoop = eventLoop;
    }

    @Override
    public void execute(Runnable task) {
        try {
            eventLoop.execute(() -> run(task));
        } catch (RejectedExecutionException ended) {
            LOG.debug("The loop has ended, a task is dropped");
        }
    }

    @Override
    public boolean inLoop() {
        return eventLoop.inEventLoop();
    }

    @Override
    public Timer schedule(Runnable task, long delayNanos) {
        try {
            ScheduledFuture<?> future = eventLoop.schedule(() -> run(task), delayNanos, TimeUnit.NANOSECONDS);
            return () -> future.cancel(false);
        } catch (RejectedExecutionException ended) {
            return NEVER;
        }
    }

    /**
     * Runs a task as a turn of its own once the socket has been looked at again; the loop only. A task that is merely executed runs before
     * that: tasks that keep calling for each other would keep the socket waiting for up to a second.
     */
    public void afterIo(Runnable task) {
        schedule(task, 0); // what is scheduled is fetched once per round of the loop
    }

    @Override
    public TimeSource time() {
        return this;
    }

    /** Runs a task as a turn of its own, or as a part of the turn in progress; what it throws is logged. The loop only. */
    public void run(Runnable task) {
        beginTurn();
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.error("A task on the loop failed", e);
        } catch (Error e) {
            failure.accept(e);
            throw e;
        } finally {
            endTurn();
        }
    }

    /** Begins a turn, possibly within another; must be paired with {@link #endTurn()}. The loop only. */
    public void beginTurn() {
        if (depth++ == 0) {
            nanos = System.nanoTime();
            wallRead = false;
            turn++;
        }
    }

    /** Returns the number of the turn in progress, or of the last one. The loop only. */
    public long turn() {
        return turn;
    }

    /** Ends a turn. */
    public void endTurn() {
        if (--depth == 0) {
            turns.record(System.nanoTime() - nanos);
        }
    }

    @Override
    public void onFailure(Consumer<Throwable> listener) {
        failure = listener;
        eventLoop.terminationFuture().addListener(future -> {
            if (!eventLoop.isShuttingDown() || future.cause() != null) {
                Throwable cause = future.cause();
                listener.accept(
                        cause == null ? new IllegalStateException("The event loop has ended by itself") : cause);
            }
        });
    }

    @Override
    public DurationHistogram.Snapshot turns() {
        return turns.snapshot();
    }

    @Override
    public long nanos() {
        if (!eventLoop.inEventLoop() || depth == 0) {
            return System.nanoTime();
        }
        return nanos;
    }

    @Override
    public long wallNanos() {
        if (!eventLoop.inEventLoop() || depth == 0) {
            return readWall();
        }
        if (!wallRead) {
            wallNanos = readWall();
            wallRead = true;
        }
        return wallNanos;
    }

    private static long readWall() {
        Instant now = Instant.now();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }
}
