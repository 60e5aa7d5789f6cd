package io.nodenet.test.simulation.experiment;

import static io.nodenet.ConfigurationException.requireRange;

import io.nodenet.ConfigurationException;
import io.nodenet.test.simulation.Misconduct;
import java.time.Duration;
import java.util.Optional;

/**
 * The settings of an {@link OverlayExperiment}.
 *
 * @param nodes how many nodes join, from {@value #MIN_NODES} to {@value #MAX_NODES}; the first is the anchor of all others
 * @param natShare the share of the nodes, from 0 to 1, that are behind a NAT: they dial, and nobody can dial them; the anchor never is
 * @param settling how long the overlay runs between the last join and the first message, from one minute to one day; with churn, how long nodes
 *     come and go while messages are sent
 * @param seed what everything random is drawn from
 * @param goShare the share of the nodes, from 0 to 1, that look after their edges as deployed nodes do; the anchor never does
 * @param joinInterval the time between two joins, from one millisecond to one minute
 * @param trouble what the nodes have to cope with
 */
public record ExperimentSettings(
        int nodes,
        double natShare,
        Duration settling,
        long seed,
        double goShare,
        Duration joinInterval,
        Trouble trouble) {
    /** The minimum of {@link #nodes}: messages go from one to another. */
    public static final int MIN_NODES = 2;

    /** The maximum of {@link #nodes}. */
    public static final int MAX_NODES = 20_000;

    /** The minimum of {@link #settling}. */
    public static final Duration MIN_SETTLING = Duration.ofMinutes(1);

    /** The maximum of {@link #settling}. */
    public static final Duration MAX_SETTLING = Duration.ofDays(1);

    /** The {@link #joinInterval} of settings that name none. */
    public static final Duration DEFAULT_JOIN_INTERVAL = Duration.ofMillis(100);

    /** The minimum of {@link #joinInterval}. */
    public static final Duration MIN_JOIN_INTERVAL = Duration.ofMillis(1);

    /** The maximum of {@link #joinInterval}. */
    public static final Duration MAX_JOIN_INTERVAL = Duration.ofMinutes(1);

    /** Multiples of it are spread evenly between whole numbers. */
    private static final double GOLDEN_RATIO = (Math.sqrt(5) - 1) / 2;

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
        requireRange("joinInterval", joinInterval, MIN_JOIN_INTERVAL, MAX_JOIN_INTERVAL);
    }

    /**
     * Makes the settings of an overlay of production nodes without trouble.
     *
     * @throws ConfigurationException if one is out of range
     */
    public ExperimentSettings(int nodes, double natShare, Duration settling, long seed) {
        this(nodes, natShare, settling, seed, 0, DEFAULT_JOIN_INTERVAL, Trouble.NONE);
    }

    /**
     * Returns these settings with another {@link #goShare}.
     *
     * @throws ConfigurationException if it is out of range
     */
    public ExperimentSettings withGoShare(double share) {
        return new ExperimentSettings(nodes, natShare, settling, seed, share, joinInterval, trouble);
    }

    /**
     * Returns these settings with another {@link #joinInterval}.
     *
     * @throws ConfigurationException if it is out of range
     */
    public ExperimentSettings withJoinInterval(Duration interval) {
        return new ExperimentSettings(nodes, natShare, settling, seed, goShare, interval, trouble);
    }

    /** Returns these settings with other {@link #trouble}. */
    public ExperimentSettings withTrouble(Trouble other) {
        return new ExperimentSettings(nodes, natShare, settling, seed, goShare, joinInterval, other);
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
        return goShare > 0 && index > 0 && isAmong(goShare, rankAmongItsKind(index));
    }

    /**
     * Returns how a node misbehaves, empty if it does not. Those behind a NAT and the others have the same share of each kind; of nodes that look
     * after their edges as deployed ones do, none misbehaves, nor do the first two nodes: messages go from one honest node to another.
     *
     * @param index the number of the node in the order of the joins, from 0
     */
    Optional<Misconduct> misconduct(int index) {
        if (trouble.misconduct().isEmpty() || index < MIN_NODES || isDeployed(index)) {
            return Optional.empty();
        }
        double place = rankAmongItsKind(index) * GOLDEN_RATIO % 1;
        double below = 0;
        for (Misconduct kind : Misconduct.values()) {
            below += trouble.misconduct().getOrDefault(kind, 0.0);
            if (place < below) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    /** Returns the number of a node, from 1, among those that are behind a NAT as it is, or are not; the anchor is not counted. */
    private int rankAmongItsKind(int index) {
        int before = 0;
        for (int i = 1; i < index; i++) {
            before += isBehindNat(i) == isBehindNat(index) ? 1 : 0;
        }
        return before + 1;
    }

    private static boolean isAmong(double share, int index) {
        return index > 0 && (long) (index * share) > (long) ((index - 1) * share);
    }
}
