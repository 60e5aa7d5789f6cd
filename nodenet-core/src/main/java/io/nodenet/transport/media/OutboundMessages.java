package io.nodenet.transport.media;

import io.nodenet.media.MediaCounter;
import io.nodenet.metrics.SharedCounters;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The messages of a session that wait to be sent, in order, and the room that they and those in progress take. Thread-safe. */
final class OutboundMessages {
    /** The most messages that wait or are in progress. */
    static final int MAX_MESSAGES = 256;

    /** The most bytes of them: 4 MiB. */
    static final int MAX_BYTES = 4 << 20;

    private final Queue<OutboundMessage> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicInteger bytes = new AtomicInteger();
    private final Executor application;

    /**
     * Creates an empty queue.
     *
     * @param application where senders are told what has become of their messages
     */
    OutboundMessages(Executor application) {
        this.application = application;
    }

    /**
     * Adds a message; returns null if there is no room for it.
     *
     * @param frame channel and payload; not copied
     */
    @Nullable
    OutboundMessage add(byte[] frame, SharedCounters<MediaCounter> counters) {
        boolean room = count.incrementAndGet() <= MAX_MESSAGES;
        if (bytes.addAndGet(frame.length) > MAX_BYTES || !room) {
            release(frame.length);
            return null;
        }
        OutboundMessage message = new OutboundMessage(frame, counters, () -> release(frame.length), application);
        waiting.add(message);
        return message;
    }

    private void release(int frameBytes) {
        count.decrementAndGet();
        bytes.addAndGet(-frameBytes);
    }

    /** Takes the next message that its sender still wants to be sent; null if there is none. The loop only. */
    @Nullable
    OutboundMessage next() {
        OutboundMessage message = waiting.poll();
        while (message != null && message.isCancelled()) {
            message.cancelled();
            message = waiting.poll();
        }
        return message;
    }

    boolean isWaiting() {
        return !waiting.isEmpty();
    }

    /** Ends all that wait: the session has ended. */
    void closeAll() {
        for (OutboundMessage message = waiting.poll(); message != null; message = waiting.poll()) {
            if (message.isCancelled()) {
                message.cancelled();
            } else {
                message.closed();
            }
        }
    }
}
