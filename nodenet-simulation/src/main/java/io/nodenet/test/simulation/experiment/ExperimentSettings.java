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
 */
public record ExperimentSettings(int nodes, double natShare, Duration settling, long seed) {
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
    }

    /**
     * Returns whether a node is behind a NAT: those that are, are spread evenly over the joins.
     *
     * @param index the number of the node in the order of the joins, from 0
     */
    boolean isBehindNat(int index) {
        return index > 0 && (long) (index * natShare) > (long) ((index - 1) * natShare);
    }
}
