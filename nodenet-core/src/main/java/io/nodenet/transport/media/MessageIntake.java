package io.nodenet.transport.media;

import io.nodenet.media.MediaCounter;
import io.nodenet.metrics.SharedCounters;
import org.jspecify.annotations.Nullable;

/** What the messages that come in share: the budget, the room for incomplete ones, the queue behind them. The loop only. */
final class MessageIntake {
    /** The most bytes of messages that have begun to come in: 2 MiB, no more than the queue of complete ones may hold. */
    static final int MAX_INCOMPLETE_BYTES = 2 << 20;

    private final ReceiveBudget budget;
    private final SharedCounters<MediaCounter> counters;
    private final Inbox inbox;
    private int incompleteBytes;

    MessageIntake(ReceiveBudget budget, SharedCounters<MediaCounter> counters, Inbox inbox) {
        this.budget = budget;
        this.counters = counters;
        this.inbox = inbox;
    }

    /** Takes bytes of a message in; returns why they are not taken, or null if they are. */
    @Nullable
    MediaCounter refusal(int bytes, long nowNanos) {
        if (!budget.takeBytes(bytes, nowNanos)) {
            return MediaCounter.RX_DROPPED_BUDGET;
        }
        if (incompleteBytes + bytes > MAX_INCOMPLETE_BYTES) {
            return MediaCounter.RX_DROPPED_MESSAGES;
        }
        incompleteBytes += bytes;
        return null;
    }

    /** Gives back the room of a message that was dropped. */
    void drop(int bytes, MediaCounter counter) {
        incompleteBytes -= bytes;
        counters.increment(counter);
    }

    /** Hands over a message that is whole, and gives back its room. */
    void deliver(byte[] frame, int length, long receivedNanos) {
        incompleteBytes -= length;
        counters.increment(
                inbox.offerMessage(frame, length, receivedNanos)
                        ? MediaCounter.RX_MESSAGES
                        : MediaCounter.RX_DROPPED_MESSAGES);
    }
}
