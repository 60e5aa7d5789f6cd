package io.nodenet.sample.call.client;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** Statistics of the received synthetic frames of one kind. Thread-safe. */
final class Heard {
    /** The maximum number of recorded delays: the first ones are kept. */
    private static final int MAX_DELAYS = 100_000;

    private static final double MICROS_PER_MILLI = TimeUnit.MILLISECONDS.toMicros(1);
    private static final double SLOWEST = 0.99;

    private long[] delays = new long[1_024];
    private int delayCount;
    private long frames;
    private long bytes;
    private long damaged;
    private long outOfOrder;
    private long missing;
    private int highest = -1;
    private long lastNanos;
    private long longestGapNanos;

    synchronized void add(ByteBuffer frame, long nowMicros, long nowNanos) {
        if (frames > 0) {
            longestGapNanos = Math.max(longestGapNanos, nowNanos - lastNanos);
        }
        lastNanos = nowNanos;
        frames++;
        bytes += frame.limit();
        damaged += SyntheticFrame.isIntact(frame) ? 0 : 1;
        int number = SyntheticFrame.number(frame);
        if (number <= highest) {
            outOfOrder++;
        } else {
            missing += number - highest - 1;
            highest = number;
        }
        if (delayCount < MAX_DELAYS) {
            if (delayCount == delays.length) {
                delays = Arrays.copyOf(delays, 2 * delays.length);
            }
            delays[delayCount++] = nowMicros - SyntheticFrame.stamp(frame);
        }
    }

    synchronized StreamFigures.Side figures() {
        long[] sorted = Arrays.copyOf(delays, delayCount);
        Arrays.sort(sorted);
        return new StreamFigures.Side(
                frames,
                bytes,
                damaged,
                outOfOrder,
                missing,
                millis(sorted, 0.5),
                millis(sorted, SLOWEST),
                TimeUnit.NANOSECONDS.toMillis(longestGapNanos));
    }

    private static double millis(long[] sorted, double quantile) {
        return sorted.length == 0 ? 0 : sorted[(int) (quantile * (sorted.length - 1))] / MICROS_PER_MILLI;
    }
}
