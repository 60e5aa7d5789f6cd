package io.nodenet.node.core.message;

import io.nodenet.kad.NodeId;
import io.nodenet.node.core.turn.Turn;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * Limits what one originator may have this node do: look-ups answered, neighbours taken in (docs/protocol/02, section 10, [V]), addresses
 * told.
 *
 * <p>Asked only once the signature holds, so that a forger neither makes nor drains a bucket. A bucket is the instant at which it will be full
 * again, which is all that there is to know of it; one that is full is forgotten as soon as others come.
 */
public final class OriginLimiter {
    /** How much an originator may ask at once. */
    static final int BURST = 32;

    /** The most originators that are remembered. The one whose bucket is fullest goes for a new one: that gives the least away. */
    static final int MAX_ORIGINATORS = 4096;

    /** How many full buckets are forgotten for each new one: so the table shrinks to those that are not. */
    private static final int FORGOTTEN_AT_ONCE = 2;

    private static final long INTERVAL_NANOS = Duration.ofSeconds(1).toNanos() / 16;

    private final Turn turn;
    private final long intervalNanos;
    private final long capacityNanos;
    private final Map<NodeId, Bucket> buckets = new HashMap<>();
    private final TreeSet<Bucket> fullestFirst =
            new TreeSet<>(Comparator.comparingLong((Bucket bucket) -> bucket.fullAtNanos)
                    .thenComparingLong(bucket -> bucket.sequence));
    private long sequence;

    private static final class Bucket {
        final NodeId originator;
        final long sequence;
        long fullAtNanos;

        Bucket(NodeId originator, long sequence, long fullAtNanos) {
            this.originator = originator;
            this.sequence = sequence;
            this.fullAtNanos = fullAtNanos;
        }
    }

    /** Creates the limit of what an originator may ask by its messages. */
    public OriginLimiter(Turn turn) {
        this(turn, BURST, Duration.ofNanos(INTERVAL_NANOS));
    }

    /**
     * Creates a limit.
     *
     * @param burst how often something is allowed at once
     * @param interval after which it is allowed once more
     */
    public OriginLimiter(Turn turn, int burst, Duration interval) {
        this.turn = turn;
        this.intervalNanos = interval.toNanos();
        this.capacityNanos = burst * intervalNanos;
    }

    /** Takes a token of an originator; returns whether there was one. */
    public boolean tryTake(NodeId originator) {
        long now = turn.nowNanos();
        Bucket bucket = buckets.get(originator);
        if (bucket == null) {
            forgetFull(now);
            add(originator, now + intervalNanos);
            return true;
        }
        long fullAtNanos = Math.max(now, bucket.fullAtNanos) + intervalNanos;
        if (fullAtNanos - now > capacityNanos) {
            return false;
        }
        fullestFirst.remove(bucket);
        bucket.fullAtNanos = fullAtNanos;
        fullestFirst.add(bucket);
        return true;
    }

    /** Returns how many originators are remembered. */
    public int size() {
        return buckets.size();
    }

    private void forgetFull(long nowNanos) {
        for (int i = 0; i < FORGOTTEN_AT_ONCE && !buckets.isEmpty(); i++) {
            Bucket fullest = fullestFirst.first();
            if (fullest.fullAtNanos > nowNanos) {
                return;
            }
            forget(fullest);
        }
    }

    private void forget(Bucket bucket) {
        fullestFirst.remove(bucket);
        buckets.remove(bucket.originator);
    }

    private void add(NodeId originator, long fullAtNanos) {
        if (buckets.size() == MAX_ORIGINATORS) {
            forget(fullestFirst.first());
        }
        Bucket bucket = new Bucket(originator, sequence++, fullAtNanos);
        buckets.put(originator, bucket);
        fullestFirst.add(bucket);
    }
}
