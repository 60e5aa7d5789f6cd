package io.nodenet.sample.call.rate;

import java.time.Duration;

/** Measures the loss in each second from sequence numbers. Not thread-safe; allocates nothing. */
public final class LossMeter {
    private static final long PERIOD_NANOS = Duration.ofSeconds(1).toNanos();

    /** A larger step is not a loss: the sender has restarted its numbering. */
    private static final int MOST_STEP = 1_000;

    private boolean begun;
    private int highest;
    private long expected;
    private long came;
    private long sinceNanos;
    private double lost;

    /** Handles the number of a new packet. */
    public void add(int number, long nowNanos) {
        int step = number - highest;
        if (!begun || step > MOST_STEP || step < -MOST_STEP) {
            begun = true;
            restart(number, nowNanos);
            return;
        }
        came++;
        if (step > 0) {
            expected += step;
            highest = number;
        }
    }

    /** Handles a restart of the sender's numbering. */
    public void restart(int number, long nowNanos) {
        highest = number;
        expected = 1;
        came = 1;
        sinceNanos = nowNanos;
    }

    /** Ends the second if it is over; returns whether there is a new figure. */
    public boolean roll(long nowNanos) {
        if (!begun || nowNanos - sinceNanos < PERIOD_NANOS) {
            return false;
        }
        lost = expected == 0 ? 0 : Math.max(0, (double) (expected - came) / expected);
        expected = 0;
        came = 0;
        sinceNanos = nowNanos;
        return true;
    }

    /** Returns the share of the last second, 0 to 1. */
    public double lost() {
        return lost;
    }
}
