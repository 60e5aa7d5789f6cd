package io.nodenet.test.simulation.experiment;

/** Finds percentiles that are values of the sample, in whole numbers, so that they are the same on every machine. */
final class NearestRank {
    private static final int ALL = 100;

    private NearestRank() {}

    /** Returns the index of a percentile among sorted values, of which there is at least one. */
    static int of(int percent, int count) {
        return (percent * count + ALL - 1) / ALL - 1;
    }
}
