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

    /** Returns those of the two with the lower median. */
    Latencies orBetter(Latencies other) {
        return other.micros(0.5) < micros(0.5) ? other : this;
    }

    /** Returns a quantile, 0 to 1, in microseconds. */
    double micros(double quantile) {
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        return count == 0 ? Double.NaN : sorted[(int) (quantile * (count - 1))] / 1000.0;
    }
}
