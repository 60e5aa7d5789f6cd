package io.nodenet.node.run;

import io.nodenet.node.InboundMessage;
import io.nodenet.node.NodeSnapshot;
import io.nodenet.node.core.port.DeliveryResult;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Holds messages until the application has handled them: bounded in number and bytes, in order per originator. Thread-safe.
 */
final class DeliveryQueue {
    /** The overhead of a message besides its payload, so that empty ones are not free. */
    private static final int OVERHEAD_BYTES = 64;

    private final int maxMessages;
    private final int maxBytes;
    private final Semaphore messages;
    private final Semaphore bytes;
    private final OriginatorQueues queues;
    private volatile Runnable onMessage = () -> {};
    private volatile Runnable onDisplaced = () -> {};

    /** Creates a queue without a receiver. */
    DeliveryQueue(Executor executor, int maxMessages, int maxBytes) {
        this.maxMessages = maxMessages;
        this.maxBytes = maxBytes;
        this.messages = new Semaphore(maxMessages);
        this.bytes = new Semaphore(maxBytes);
        this.queues = new OriginatorQueues(executor, this::weight);
    }

    /** Sets who handles messages; those that wait already are handed over. */
    void receiver(Consumer<? super InboundMessage> receiver) {
        queues.consumer(message -> {
            try {
                receiver.accept(message);
            } finally {
                release(message);
            }
        });
    }

    /**
     * Lets the receiver go once it has handled what waits now.
     *
     * @param closing whether later messages are refused until there is another receiver, else they wait for it
     */
    CompletableFuture<Void> release(boolean closing) {
        return queues.release(closing);
    }

    /**
     * Adds a message. If there is no room for it, it takes that of the newest messages of the originator that has the most of it, so that none takes
     * the room of all. Never blocks.
     */
    DeliveryResult offer(InboundMessage message) {
        while (!reserve(message)) {
            InboundMessage victim = queues.displaceFor(message);
            if (victim == null) {
                return queues.isClosed() ? DeliveryResult.CLOSED : DeliveryResult.FULL;
            }
            release(victim);
            onDisplaced.run();
        }
        if (queues.offer(message)) {
            onMessage.run();
            return DeliveryResult.TAKEN;
        }
        release(message);
        return DeliveryResult.CLOSED;
    }

    private boolean reserve(InboundMessage message) {
        if (!messages.tryAcquire()) {
            return false;
        }
        if (!bytes.tryAcquire(cost(message))) {
            messages.release();
            return false;
        }
        return true;
    }

    /** Sets what is called after each message that was added, on the thread that added it. */
    void onMessage(Runnable action) {
        onMessage = action;
    }

    /** Sets what is called for each message that gave its room to another one, on the thread that added that. */
    void onDisplaced(Runnable action) {
        onDisplaced = action;
    }

    /** Takes the next message while there is no receiver, null if none waits; its room is given back by {@link #release}. */
    @Nullable
    InboundMessage poll() {
        return queues.poll();
    }

    /** Gives back the room of a message that was handled. */
    void release(InboundMessage message) {
        messages.release();
        bytes.release(cost(message));
    }

    /** Returns whether no message waits. */
    boolean isEmpty() {
        return queues.isEmpty();
    }

    /** Waits until the receiver has handled everything; returns false if a {@link System#nanoTime} came first. */
    boolean awaitIdle(long deadlineNanos) throws InterruptedException {
        return queues.awaitIdle(deadlineNanos);
    }

    NodeSnapshot.Usage messages() {
        return new NodeSnapshot.Usage(maxMessages - messages.availablePermits(), maxMessages);
    }

    NodeSnapshot.Usage bytes() {
        return new NodeSnapshot.Usage(maxBytes - bytes.availablePermits(), maxBytes);
    }

    /** Returns the share that a message has in the limit that it uses more of, in bytes. */
    private long weight(InboundMessage message) {
        return Math.max(cost(message), maxBytes / maxMessages);
    }

    private static int cost(InboundMessage message) {
        return OVERHEAD_BYTES + message.payload().length;
    }
}
