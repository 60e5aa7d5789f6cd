package io.nodenet.node.core.turn;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * Limits how often something is allowed for each of many keys, which strangers choose: so often at once, and once more after each interval.
 *
 * <p>A bucket is the instant at which it will be full again, which is all that there is to know of it; one that is full is forgotten as soon as
 * others come. When there are too many, the one that is fullest goes for a new one: that gives the least away. Not thread-safe.
 *
 * @param <K> what is limited
 */
public final class RateLimits<K> {
    /** How many full buckets are forgotten for each new one: so the table shrinks to those that are not. */
    private static final int FORGOTTEN_AT_ONCE = 2;

    private final Turn turn;
    private final int maxKeys;
    private final long intervalNanos;
    private final long capacityNanos;
    private final Map<K, Bucket<K>> buckets = new HashMap<>();
    private final TreeSet<Bucket<K>> fullestFirst =
            new TreeSet<>(Comparator.comparingLong((Bucket<K> bucket) -> bucket.fullAtNanos)
                    .thenComparingLong(bucket -> bucket.sequence));
    private long sequence;

    private static final class Bucket<K> {
        final K key;
        final long sequence;
        long fullAtNanos;

        Bucket(K key, long sequence, long fullAtNanos) {
            this.key = key;
            this.sequence = sequence;
            this.fullAtNanos = fullAtNanos;
        }
    }

    /**
     * Creates limits of which none is used up.
     *
     * @param maxKeys the most keys that are remembered
     * @param burst how often something is allowed at once
     * @param interval after which it is allowed once more
     */
    public RateLimits(Turn turn, int maxKeys, int burst, Duration interval) {
        this.turn = turn;
        this.maxKeys = maxKeys;
        this.intervalNanos = interval.toNanos();
        this.capacityNanos = burst * intervalNanos;
    }

    /** Takes a token of a key; returns whether there was one. */
    public boolean tryTake(K key) {
        long now = turn.nowNanos();
        Bucket<K> bucket = buckets.get(key);
        if (bucket == null) {
            forgetFull(now);
            add(key, now + intervalNanos);
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

    /** Returns how many keys are remembered. */
    public int size() {
        return buckets.size();
    }

    private void forgetFull(long nowNanos) {
        for (int i = 0; i < FORGOTTEN_AT_ONCE && !buckets.isEmpty(); i++) {
            Bucket<K> fullest = fullestFirst.first();
            if (fullest.fullAtNanos > nowNanos) {
                return;
            }
            forget(fullest);
        }
    }

    private void forget(Bucket<K> bucket) {
        fullestFirst.remove(bucket);
        buckets.remove(bucket.key);
    }

    private void add(K key, long fullAtNanos) {
        if (buckets.size() == maxKeys) {
            forget(fullestFirst.first());
        }
        Bucket<K> bucket = new Bucket<>(key, sequence++, fullAtNanos);
        buckets.put(key, bucket);
        fullestFirst.add(bucket);
    }
}
