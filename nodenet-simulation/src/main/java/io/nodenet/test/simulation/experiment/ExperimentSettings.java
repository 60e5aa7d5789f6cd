package io.nodenet.test.simulation.experiment;

import static io.nodenet.ConfigurationException.requireRange;

import io.nodenet.ConfigurationException;
import java.time.Duration;

/**
 * The settings of an {@link OverlayExperiment}.
 *
 * @param nodes how many nodes join, from {@value #MIN_NODES} to {@value #MAX_NODES}; the first is the anchor of all others
 * @param natShare the share of the nodes, from 0 to 1, that are behind a NAT: they dial, and nobody can dial them; the anchor never is
 * @param settling how long the overlay runs between the last join and the first message, from one minute to one day
 * @param seed what everything random is drawn from
 * @param goShare the share of the nodes, from 0 to 1, that look after their edges as deployed nodes do; the anchor never does
 */
public record ExperimentSettings(int nodes, double natShare, Duration settling, long seed, double goShare) {
    /** The minimum of {@link #nodes}: messages go from one to another. */
    public static final int MIN_NODES = 2;

    /** The maximum of {@link #nodes}. */
    public static final int MAX_NODES = 20_000;

    /** The minimum of {@link #settling}. */
    public static final Duration MIN_SETTLING = Duration.ofMinutes(1);

    /** The maximum of {@link #settling}. */
    public static final Duration MAX_SETTLING = Duration.ofDays(1);

    /**
     * Checks the settings.
     *
     * @throws ConfigurationException if one is out of range
     */
    public ExperimentSettings {
        requireRange("nodes", nodes, MIN_NODES, MAX_NODES);
        requireRange("natShare", natShare, 0.0, 1.0);
        requireRange("settling", settling, MIN_SETTLING, MAX_SETTLING);
        requireRange("goShare", goShare, 0.0, 1.0);
    }

    /**
     * Makes the settings of an overlay of production nodes.
     *
     * @throws ConfigurationException if one is out of range
     */
    public ExperimentSettings(int nodes, double natShare, Duration settling, long seed) {
        this(nodes, natShare, settling, seed, 0);
    }

    /**
     * Returns whether a node is behind a NAT: those that are, are spread evenly over the joins.
     *
     * @param index the number of the node in the order of the joins, from 0
     */
    boolean isBehindNat(int index) {
        return isAmong(natShare, index);
    }

    /**
     * Returns whether a node looks after its edges as deployed nodes do. Those behind a NAT and the others have the same share of them.
     *
     * @param index the number of the node in the order of the joins, from 0
     */
    boolean isDeployed(int index) {
        if (goShare == 0 || index == 0) {
            return false;
        }
        int before = 0;
        for (int i = 1; i < index; i++) {
            before += isBehindNat(i) == isBehindNat(index) ? 1 : 0;
        }
        return isAmong(goShare, before + 1);
    }

    private static boolean isAmong(double share, int index) {
        return index > 0 && (long) (index * share) > (long) ((index - 1) * share);
    }
}
