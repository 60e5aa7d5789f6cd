package io.nodenet.benchmarks.load;

import java.util.Arrays;

/** Records times and returns their quantiles. */
final class Latencies {
    private long[] nanos = new long[1 << 16];
    private int count;

    void add(long time) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * count);
        }
        nanos[count++] = time;
    }

    /** Returns a quantile, 0 to 1, in microseconds. */
    double micros(double quantile) {
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        return count == 0 ? Double.NaN : sorted[(int) (quantile * (count - 1))] / 1000.0;
    }
}
