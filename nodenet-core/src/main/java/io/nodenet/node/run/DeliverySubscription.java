package io.nodenet.node.run;

import io.nodenet.node.InboundMessage;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands as many messages to a subscriber as it has requested, one signal after the other on the application executor (Reactive Streams
 * 1.0.4). Thread-safe.
 */
final class DeliverySubscription implements Flow.Subscription {
    private static final Logger LOG = LoggerFactory.getLogger(DeliverySubscription.class);

    /** How many messages are handed over before the executor may do something else. */
    private static final int BATCH = 64;

    private final DeliveryQueue deliveries;
    private final Executor executor;
    private final Flow.Subscriber<? super InboundMessage> subscriber;
    private final Consumer<DeliverySubscription> onEnd;
    private final AtomicLong requested = new AtomicLong();
    private final AtomicInteger wakeUps = new AtomicInteger();
    private final CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();
    private volatile @Nullable Throwable failure;
    private volatile boolean cancelled;
    private volatile boolean completing;
    private volatile boolean outOfTime;

    DeliverySubscription(
            DeliveryQueue deliveries,
            Executor executor,
            Flow.Subscriber<? super InboundMessage> subscriber,
            Consumer<DeliverySubscription> onEnd) {
        this.deliveries = deliveries;
        this.executor = executor;
        this.subscriber = subscriber;
        this.onEnd = onEnd;
    }

    @Override
    public void request(long messages) {
        if (messages <= 0) {
            failure = new IllegalArgumentException("A subscriber requests at least 1 message, not " + messages);
        } else {
            requested.accumulateAndGet(messages, (before, more) -> before + more < 0 ? Long.MAX_VALUE : before + more);
        }
        wake();
    }

    @Override
    public void cancel() {
        cancelled = true;
        wake();
    }

    /** Completes the subscriber once it has had everything, or when a {@link System#nanoTime} has come. */
    void complete(long deadlineNanos) throws InterruptedException {
        completing = true;
        wake();
        try {
            ended.get(Math.max(0, deadlineNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            outOfTime = true;
            wake();
        } catch (ExecutionException e) {
            throw new IllegalStateException("A subscription never ends with an exception", e);
        }
    }

    /** Looks for something to do: one thread at a time does, and looks again for each call meanwhile. */
    void wake() {
        if (wakeUps.getAndIncrement() == 0) {
            schedule();
        }
    }

    private void schedule() {
        try {
            executor.execute(this::run);
        } catch (RejectedExecutionException e) {
            wakeUps.set(0);
            LOG.debug("The application executor rejected a task; the next message tries again", e);
        }
    }

    private void run() {
        int seen = wakeUps.get();
        for (int handed = 0; handed < BATCH; handed++) {
            if (!step()) {
                seen = wakeUps.addAndGet(-seen);
                if (seen == 0) {
                    return;
                }
            }
        }
        schedule();
    }

    /** Gives the subscriber one signal, or returns false if there is none to give. */
    private boolean step() {
        if (ended.isDone()) {
            return false;
        }
        Throwable wrong = failure;
        if (cancelled) {
            end();
            return false;
        }
        if (wrong != null) {
            end();
            signal(() -> subscriber.onError(wrong));
            return false;
        }
        InboundMessage message = requested.get() > 0 && !outOfTime ? deliveries.poll() : null;
        if (message == null) {
            if (outOfTime || (completing && deliveries.isEmpty())) {
                end();
                signal(subscriber::onComplete);
            }
            return false;
        }
        if (requested.get() != Long.MAX_VALUE) {
            requested.decrementAndGet();
        }
        try {
            signal(() -> subscriber.onNext(message));
        } finally {
            deliveries.release(message);
        }
        return true;
    }

    /** Gives a signal; a subscriber that throws is cancelled, as the specification has it (rule 2.13). */
    private void signal(Runnable signal) {
        try {
            signal.run();
        } catch (Throwable e) {
            LOG.warn("A subscriber of messages threw, which ends its subscription", e);
            cancelled = true;
        }
    }

    private void end() {
        deliveries.onMessage(() -> {});
        onEnd.accept(this);
        ended.complete(null);
    }
}
