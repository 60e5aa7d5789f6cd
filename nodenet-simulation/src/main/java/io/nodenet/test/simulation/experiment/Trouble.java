package io.nodenet.test.simulation.experiment;

import static io.nodenet.ConfigurationException.requireRange;

import io.nodenet.ConfigurationException;
import io.nodenet.test.simulation.Misconduct;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What nodes of an {@link OverlayExperiment} have to cope with; of each nothing, unless said otherwise.
 *
 * @param churnPerMinute the share of the nodes, from 0 to 1, that end in each minute once all have joined, every other of them without a word; a
 *     new one joins for each. The anchor stays
 * @param split for how long, at most a day, every other node is cut off from the rest once the overlay has settled; the first message is sent {@link
 *     #HEALED} after that is over
 * @param misconduct the share of the nodes, from 0 to 1 and all together 1 at most, that misbehave in each way; the anchor and the node
 *     that joins after it do not
 */
public record Trouble(double churnPerMinute, Duration split, Map<Misconduct, Double> misconduct) {
    /** How long after the end of a split messages must arrive again. */
    public static final Duration HEALED = Duration.ofMinutes(1);

    /** The maximum of {@link #split}. */
    public static final Duration MAX_SPLIT = Duration.ofDays(1);

    /** No trouble at all. */
    public static final Trouble NONE = new Trouble(0, Duration.ZERO, Map.of());

    /**
     * Checks what there is.
     *
     * @throws ConfigurationException if something is out of range, or there is both churn and a split
     */
    public Trouble {
        requireRange("churnPerMinute", churnPerMinute, 0.0, 1.0);
        requireRange("split", split, Duration.ZERO, MAX_SPLIT);
        if (churnPerMinute > 0 && !split.isZero()) {
            throw new ConfigurationException(
                    "There is churn and a split: choose one of them, messages are sent during the"
                            + " one and after the other");
        }
        misconduct.forEach((kind, share) -> requireRange("misconduct of each kind", share, 0.0, 1.0));
        double sum = misconduct.values().stream().mapToDouble(share -> share).sum();
        requireRange("misconduct of all kinds", sum, 0.0, 1.0);
        misconduct = misconduct.entrySet().stream()
                .filter(kind -> kind.getValue() > 0)
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /**
     * Returns this with another {@link #churnPerMinute}.
     *
     * @throws ConfigurationException if it is out of range
     */
    public Trouble withChurnPerMinute(double share) {
        return new Trouble(share, split, misconduct);
    }

    /**
     * Returns this with another {@link #split}.
     *
     * @throws ConfigurationException if it is out of range
     */
    public Trouble withSplit(Duration duration) {
        return new Trouble(churnPerMinute, duration, misconduct);
    }

    /**
     * Returns this with another share of nodes that misbehave in one way.
     *
     * @throws ConfigurationException if it is out of range, or all together are
     */
    public Trouble with(Misconduct kind, double share) {
        Map<Misconduct, Double> all = new EnumMap<>(Misconduct.class);
        all.putAll(misconduct);
        all.put(kind, share);
        return new Trouble(churnPerMinute, split, all);
    }

    boolean hasChurn() {
        return churnPerMinute > 0;
    }
}
