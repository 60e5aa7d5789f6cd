package io.nodenet.node.core.message;

import io.nodenet.fact.DropReason;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.port.Counts;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;

/**
 * Remembers the signatures of delivered messages until they are stale, so that each message is delivered once (W-06).
 *
 * <p>Bounded in total and per originator; when full the oldest entry goes, since a rare duplicate is better than a lost message. Each
 * operation is O(1). Not thread-safe.
 */
public final class Deduplicator {
    /** The most messages of one originator that are remembered. */
    static final int PER_ORIGINATOR = 1024;

    private final int capacity;
    private final Counts counts;
    /** When each message turns stale, oldest entry first. */
    private final LinkedHashMap<Key, Long> staleAtNanos = new LinkedHashMap<>();

    private final Map<NodeId, LinkedHashSet<Key>> byOriginator = new HashMap<>();

    private record Key(NodeId originator, long signatureKey) {}

    public Deduplicator(int capacity, Counts counts) {
        this.capacity = capacity;
        this.counts = counts;
    }

    /** Tells whether a message of this originator with this signature is remembered. */
    boolean contains(NodeId originator, long signatureKey) {
        return staleAtNanos.containsKey(new Key(originator, signatureKey));
    }

    /** Remembers a message whose signature was found good; answers false if it was remembered already. */
    boolean add(NodeId originator, long signatureKey, long staleAt, long nowNanos) {
        forgetStale(nowNanos);
        Key key = new Key(originator, signatureKey);
        if (staleAtNanos.containsKey(key)) {
            return false;
        }
        LinkedHashSet<Key> own = byOriginator.get(originator);
        if (own != null && own.size() == PER_ORIGINATOR) {
            evict(own.iterator().next(), nowNanos);
        } else if (staleAtNanos.size() == capacity) {
            evict(staleAtNanos.keySet().iterator().next(), nowNanos);
        }
        staleAtNanos.put(key, staleAt);
        byOriginator.computeIfAbsent(originator, id -> new LinkedHashSet<>()).add(key);
        return true;
    }

    /** Answers how many messages are remembered. */
    int size() {
        return staleAtNanos.size();
    }

    /** Answers of how many originators messages are remembered. */
    int originators() {
        return byOriginator.size();
    }

    private void evict(Key key, long nowNanos) {
        Long staleAt = staleAtNanos.remove(key);
        if (staleAt != null && staleAt - nowNanos > 0) {
            counts.drop(DropReason.DEDUPLICATION_EVICTED);
        }
        forgetOwn(key);
    }

    /** Forgets from the oldest entry on; one that lives up to 30 s longer than a younger one merely delays it. */
    private void forgetStale(long nowNanos) {
        Iterator<Map.Entry<Key, Long>> oldest = staleAtNanos.entrySet().iterator();
        while (oldest.hasNext()) {
            Map.Entry<Key, Long> entry = oldest.next();
            if (entry.getValue() - nowNanos > 0) {
                return;
            }
            oldest.remove();
            forgetOwn(entry.getKey());
        }
    }

    private void forgetOwn(Key key) {
        LinkedHashSet<Key> own = byOriginator.get(key.originator);
        if (own != null) {
            own.remove(key);
            if (own.isEmpty()) {
                byOriginator.remove(key.originator);
            }
        }
    }
}
