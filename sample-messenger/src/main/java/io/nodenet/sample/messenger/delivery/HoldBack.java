package io.nodenet.sample.messenger.delivery;

import io.nodenet.kad.NodeId;
import io.nodenet.sample.messenger.envelope.Envelope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Messages that wait for an earlier one, in memory only: they are not acknowledged, so their sender still has them.
 *
 * <p>Bounded per sender by the maximum that a sender may have in flight, and in total. Not thread-safe.
 */
final class HoldBack {
    private final int limit;
    private final Map<NodeId, NavigableMap<Long, Envelope.Message>> waiting = new HashMap<>();
    private int size;

    HoldBack(int limit) {
        this.limit = limit;
    }

    /** Keeps a message that is not {@code next}; returns false if there is no room. */
    boolean add(NodeId sender, long next, Envelope.Message message) {
        if (message.sequence() - next >= SendWindow.SIZE) {
            return false;
        }
        NavigableMap<Long, Envelope.Message> queue = waiting.get(sender);
        if (queue != null && queue.containsKey(message.sequence())) {
            return true;
        }
        if (size >= limit) {
            return false;
        }
        waiting.computeIfAbsent(sender, id -> new TreeMap<>()).put(message.sequence(), message);
        size++;
        return true;
    }

    /** Returns the messages that follow {@code next} without a gap; they stay here until {@link #release}. */
    List<Envelope.Message> following(NodeId sender, long next) {
        NavigableMap<Long, Envelope.Message> queue = waiting.get(sender);
        List<Envelope.Message> run = new ArrayList<>();
        if (queue != null) {
            Envelope.Message message = queue.get(next);
            while (message != null) {
                run.add(message);
                message = queue.get(next + run.size());
            }
        }
        return run;
    }

    /** Discards the messages below {@code next}. */
    void release(NodeId sender, long next) {
        NavigableMap<Long, Envelope.Message> queue = waiting.get(sender);
        if (queue != null) {
            NavigableMap<Long, Envelope.Message> passed = queue.headMap(next, false);
            size -= passed.size();
            passed.clear();
            if (queue.isEmpty()) {
                waiting.remove(sender);
            }
        }
    }

    /** Discards all messages of a sender. */
    void forget(NodeId sender) {
        release(sender, Long.MAX_VALUE);
    }

    int size() {
        return size;
    }
}
