package io.nodenet.node.core.message;

import io.nodenet.kad.NodeId;
import io.nodenet.routed.Freshness;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Lets each message of the network through once, as long as its signed time is fresh (W-06).
 *
 * <p>A message is remembered until it is stale by the wall clock. When that clock steps back, what was stale may be fresh again: so nothing
 * is let through that was signed at or before the latest time that was forgotten. Either clock may step at will: a message comes through at
 * most once, and one that is fresh is refused for no longer than the step.
 *
 * <p>Memory goes at the cost of whoever fills it. An edge may hold as many entries as are free; with {@code n} edges that bring as much as
 * they can, each gets a share of {@code 1 / (n + 1)}, and as much stays free for the others. Beyond that its new messages are refused;
 * nobody's entry is ever forgotten while it is fresh. An entry takes 24 to 48 bytes, an idle node holds none. Not thread-safe.
 */
public final class Deduplicator {
    private static final long SEGMENT_NANOS = 1_000_000_000;

    private final int capacity;
    /** The messages of each second of signed time, so that all that turn stale together are forgotten at once. */
    private final TreeMap<Long, Segment> segments = new TreeMap<>();

    private final Map<NodeId, Integer> perCarrier = new HashMap<>();
    private int size;
    private long forgottenUpToNanos = Long.MIN_VALUE;

    /** The outcome of a message. */
    enum Outcome {
        /** It is let through, and remembered. */
        NEW,
        /** It was let through before. */
        DUPLICATE,
        /** Its signed time is not fresh, or so old that it may have been let through and forgotten. */
        STALE,
        /** The edge that brought it holds its share of entries already. */
        FULL
    }

    private static final class Segment {
        final HashSet128 messages = new HashSet128();
        final Map<NodeId, Integer> perCarrier = new HashMap<>();
        long latestNanos = Long.MIN_VALUE;
    }

    /**
     * Creates an empty memory.
     *
     * @param capacity the maximum number of messages that are remembered
     */
    public Deduplicator(int capacity) {
        this.capacity = capacity;
    }

    /**
     * Returns what would become of a message, without remembering it.
     *
     * @param high the first half of its secret hash
     * @param low the second half
     * @param carrier the edge that brought it
     */
    Outcome examine(long high, long low, long sentNanos, NodeId carrier, long wallNanos) {
        forgetStale(wallNanos);
        if (!Freshness.isFresh(sentNanos, wallNanos) || sentNanos <= forgottenUpToNanos) {
            return Outcome.STALE;
        }
        Segment segment = segments.get(Math.floorDiv(sentNanos, SEGMENT_NANOS));
        if (segment != null && segment.messages.contains(high, low)) {
            return Outcome.DUPLICATE;
        }
        return perCarrier.getOrDefault(carrier, 0) < capacity - size ? Outcome.NEW : Outcome.FULL;
    }

    /** Lets a message through, whose signature was found good, and remembers it, or tells why not; as {@link #examine}. */
    Outcome admit(long high, long low, long sentNanos, NodeId carrier, long wallNanos) {
        Outcome outcome = examine(high, low, sentNanos, carrier, wallNanos);
        if (outcome == Outcome.NEW) {
            Segment segment =
                    segments.computeIfAbsent(Math.floorDiv(sentNanos, SEGMENT_NANOS), second -> new Segment());
            segment.messages.add(high, low);
            segment.latestNanos = Math.max(segment.latestNanos, sentNanos);
            segment.perCarrier.merge(carrier, 1, Integer::sum);
            perCarrier.merge(carrier, 1, Integer::sum);
            size++;
        }
        return outcome;
    }

    /** Returns how many messages are remembered. */
    int size() {
        return size;
    }

    /** Returns how many edges have entries. */
    int carriers() {
        return perCarrier.size();
    }

    /** Returns the bytes of the tables. */
    long bytes() {
        return segments.values().stream()
                .mapToLong(segment -> segment.messages.bytes())
                .sum();
    }

    private void forgetStale(long wallNanos) {
        long firstFresh = Math.floorDiv(wallNanos - Freshness.WINDOW_NANOS, SEGMENT_NANOS);
        for (Map.Entry<Long, Segment> oldest = segments.firstEntry();
                oldest != null && oldest.getKey() < firstFresh;
                oldest = segments.firstEntry()) {
            Segment segment = oldest.getValue();
            segments.remove(oldest.getKey());
            forgottenUpToNanos = Math.max(forgottenUpToNanos, segment.latestNanos);
            segment.perCarrier.forEach((carrier, count) -> {
                size -= count;
                perCarrier.computeIfPresent(carrier, (id, all) -> all.equals(count) ? null : all - count);
            });
        }
    }
}
