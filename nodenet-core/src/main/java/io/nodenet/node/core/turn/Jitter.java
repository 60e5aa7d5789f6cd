package io.nodenet.node.core.turn;

import java.util.random.RandomGenerator;

/** Spreads periods so that nodes which started together do not stay in step (W-26). */
public final class Jitter {
    private static final double SPREAD = 0.2;

    private Jitter() {}

    /** Returns a duration within 20 % of the one given, either way. */
    public static long around(long nanos, RandomGenerator random) {
        return (long) (nanos * (1 - SPREAD + 2 * SPREAD * random.nextDouble()));
    }
}
