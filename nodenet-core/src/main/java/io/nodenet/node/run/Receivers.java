package io.nodenet.node.run;

import io.nodenet.NodeStateException;
import io.nodenet.node.InboundMessage;
import io.nodenet.node.MessageSubscription;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Gives the messages of a node to one receiver at a time: a consumer, or a subscriber that requests them. Thread-safe. */
final class Receivers {
    private final DeliveryQueue deliveries;
    private final Executor executor;
    private final AtomicReference<@Nullable Object> active = new AtomicReference<>();

    Receivers(DeliveryQueue deliveries, Executor executor) {
        this.deliveries = deliveries;
        this.executor = executor;
    }

    /** Sets the receiver. */
    MessageSubscription receive(Consumer<? super InboundMessage> receiver) {
        Subscription subscription = new Subscription();
        if (!active.compareAndSet(null, subscription)) {
            throw taken();
        }
        deliveries.receiver(receiver);
        return subscription;
    }

    /** Returns the messages as a publisher. */
    Flow.Publisher<InboundMessage> publisher() {
        return subscriber -> {
            DeliverySubscription subscription = new DeliverySubscription(
                    deliveries, executor, subscriber, ended -> active.compareAndSet(ended, null));
            if (active.compareAndSet(null, subscription)) {
                deliveries.onMessage(subscription::wake);
                subscriber.onSubscribe(subscription);
            } else {
                subscriber.onSubscribe(new DeadSubscription());
                subscriber.onError(taken());
            }
        };
    }

    /**
     * Waits until the receiver or the subscriber has had everything, then lets the subscriber go; ends early at a
     * {@link System#nanoTime}.
     */
    void close(long deadlineNanos) throws InterruptedException {
        if (active.get() instanceof DeliverySubscription subscription) {
            subscription.complete(deadlineNanos);
        } else {
            deliveries.awaitIdle(deadlineNanos);
        }
    }

    private static NodeStateException taken() {
        return new NodeStateException("Messages already have a receiver: cancel its subscription first");
    }

    /** The subscription of a consumer. */
    private final class Subscription implements MessageSubscription {
        private @Nullable CompletableFuture<Void> ended;

        @Override
        public CompletableFuture<Void> cancel() {
            return end(false);
        }

        @Override
        public CompletableFuture<Void> finish() {
            return end(true);
        }

        private synchronized CompletableFuture<Void> end(boolean closing) {
            CompletableFuture<Void> begun = ended;
            if (begun == null) {
                begun = deliveries.release(closing).thenRun(() -> active.compareAndSet(this, null));
                ended = begun;
            }
            return begun;
        }
    }

    /** The subscription of a subscriber that came too late. */
    private static final class DeadSubscription implements Flow.Subscription {
        @Override
        public void request(long messages) {}

        @Override
        public void cancel() {}
    }
}
