package io.nodenet.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts durations in fixed buckets, from 10 µs to 1 s and one for what is longer.
 *
 * <p>One thread at a time may record, any thread may read; recording allocates nothing and costs no fence.
 */
public final class DurationHistogram {
    /** The durations that a bucket holds at most, in nanoseconds; the last bucket has no bound. */
    private static final long[] BOUNDS_NANOS = {
        10_000,
        25_000,
        50_000,
        100_000,
        250_000,
        500_000,
        1_000_000,
        2_500_000,
        5_000_000,
        10_000_000,
        25_000_000,
        50_000_000,
        100_000_000,
        250_000_000,
        1_000_000_000,
        Long.MAX_VALUE
    };

    private static final int TOTAL = BOUNDS_NANOS.length;
    private static final int MAX = TOTAL + 1;

    /** The counts of the buckets, then the sum and the maximum. */
    private final AtomicLongArray values = new AtomicLongArray(MAX + 1);

    /** Creates an empty histogram. */
    public DurationHistogram() {}

    /** Counts a duration; a negative one counts as none. Only the owning thread. */
    public void record(long nanos) {
        long duration = Math.max(0, nanos);
        int bucket = 0;
        while (duration > BOUNDS_NANOS[bucket]) {
            bucket++;
        }
        add(TOTAL, duration);
        if (duration > values.getPlain(MAX)) {
            values.setRelease(MAX, duration);
        }
        add(bucket, 1);
    }

    private void add(int index, long amount) {
        values.setRelease(index, values.getPlain(index) + amount);
    }

    /** Returns what was recorded so far. Any thread; values are read one by one. */
    public Snapshot snapshot() {
        List<Bucket> buckets = new ArrayList<>(BOUNDS_NANOS.length);
        long count = 0;
        for (int i = 0; i < BOUNDS_NANOS.length; i++) {
            long inBucket = values.getAcquire(i);
            buckets.add(new Bucket(BOUNDS_NANOS[i], inBucket));
            count += inBucket;
        }
        return new Snapshot(count, values.getAcquire(TOTAL), values.getAcquire(MAX), buckets);
    }

    /**
     * One bucket.
     *
     * @param upToNanos the longest duration in it, {@link Long#MAX_VALUE} for the last one
     * @param count how many durations are in it and in no smaller one
     */
    public record Bucket(long upToNanos, long count) {}

    /**
     * What was recorded up to one instant, always growing.
     *
     * @param count how many durations
     * @param totalNanos their sum
     * @param maxNanos the longest, 0 if there is none
     * @param buckets all buckets, the one of the shortest durations first
     */
    public record Snapshot(long count, long totalNanos, long maxNanos, List<Bucket> buckets) {
        /** What a histogram answers into which nothing was recorded. */
        public static final Snapshot EMPTY = new DurationHistogram().snapshot();

        public Snapshot {
            buckets = List.copyOf(buckets);
        }

        /**
         * Returns a duration that at least this part of all durations does not exceed: the bound of a bucket or the maximum, 0 if there is
         * none.
         *
         * @param quantile above 0, at most 1: 0.99 for the 99th percentile
         */
        public long quantileNanos(double quantile) {
            if (!(quantile > 0 && quantile <= 1)) {
                throw new IllegalArgumentException("A quantile is above 0 and at most 1, not " + quantile);
            }
            double wanted = quantile * count;
            long seen = 0;
            for (Bucket bucket : buckets) {
                seen += bucket.count;
                if (seen >= wanted) {
                    return Math.min(bucket.upToNanos, maxNanos);
                }
            }
            return maxNanos;
        }

        /** Returns what was recorded into this histogram and another one together. */
        public Snapshot plus(Snapshot other) {
            List<Bucket> sums = new ArrayList<>(buckets.size());
            for (int i = 0; i < buckets.size(); i++) {
                Bucket bucket = buckets.get(i);
                sums.add(new Bucket(bucket.upToNanos, bucket.count + other.buckets.get(i).count));
            }
            return new Snapshot(
                    count + other.count, totalNanos + other.totalNanos, Math.max(maxNanos, other.maxNanos), sums);
        }

        /** Returns what was recorded since an earlier snapshot of the same histogram; the maximum stays that of the whole time. */
        public Snapshot since(Snapshot earlier) {
            List<Bucket> rest = new ArrayList<>(buckets.size());
            for (int i = 0; i < buckets.size(); i++) {
                Bucket bucket = buckets.get(i);
                rest.add(new Bucket(bucket.upToNanos, bucket.count - earlier.buckets.get(i).count));
            }
            return new Snapshot(count - earlier.count, totalNanos - earlier.totalNanos, maxNanos, rest);
        }
    }
}
