package io.nodenet.transport.media;

import io.nodenet.BackpressureException;
import io.nodenet.ConnectionClosedException;
import io.nodenet.NodenetException;
import io.nodenet.media.MediaCounter;
import io.nodenet.metrics.SharedCounters;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** One message that is to be sent, and how it ends: exactly once. */
public final class OutboundMessage {
    private final byte[] frame;
    private final SharedCounters<MediaCounter> counters;
    private final Runnable onOver;
    private final Executor application;
    private final Result result = new Result();
    private volatile @Nullable Runnable onCancel;
    private final AtomicBoolean over = new AtomicBoolean();

    /** What the sender waits for; cancelling it abandons the message. */
    private final class Result extends CompletableFuture<Void> {
        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            boolean cancelled = super.cancel(mayInterruptIfRunning);
            Runnable action = onCancel;
            if (cancelled && action != null) {
                action.run();
            }
            return cancelled;
        }
    }

    /**
     * Creates a message that waits for its turn.
     *
     * @param frame channel and payload; not copied
     * @param onOver called once when it has ended
     * @param application where the sender is told: what it does then must not hold up the loop
     */
    OutboundMessage(byte[] frame, SharedCounters<MediaCounter> counters, Runnable onOver, Executor application) {
        this.application = application;
        this.frame = frame;
        this.counters = counters;
        this.onOver = onOver;
    }

    /** Returns channel and payload, the whole contents of the stream; must not be changed. */
    public byte[] frame() {
        return frame;
    }

    CompletableFuture<Void> result() {
        return result;
    }

    /** Sets what is called, on any thread, when the sender cancels. */
    void onCancel(Runnable action) {
        onCancel = action;
    }

    /** Returns whether the sender has cancelled it, so that nothing more of it is to be sent. */
    public boolean isCancelled() {
        return result.isCancelled();
    }

    /** Ends it: the connection has taken the last byte. The loop only. */
    public void sent() {
        if (end(MediaCounter.TX_MESSAGES)) {
            application.execute(() -> result.complete(null));
        }
    }

    /** Ends it: it makes no progress. The loop only. */
    public void stalled(String why) {
        if (end(MediaCounter.TX_DROPPED_STALL)) {
            fail(new BackpressureException(why));
        }
    }

    /** Ends it: its sender has cancelled it. The loop only. */
    public void cancelled() {
        end(MediaCounter.TX_CANCELLED);
    }

    /** Ends it: the session has ended. */
    public void closed() {
        if (end(MediaCounter.TX_DROPPED_STALL)) {
            fail(new ConnectionClosedException("The media session has ended"));
        }
    }

    private void fail(NodenetException cause) {
        application.execute(() -> result.completeExceptionally(cause));
    }

    /** Returns whether it has ended. */
    public boolean isOver() {
        return over.get();
    }

    private boolean end(MediaCounter counter) {
        if (over.getAndSet(true)) {
            return false;
        }
        counters.increment(counter);
        onOver.run();
        return true;
    }
}
