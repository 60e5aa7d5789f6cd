package io.nodenet.benchmarks.load;

import java.time.Duration;
import java.util.List;

/** A measurement over real sockets on loopback. */
interface Scenario {
    /**
     * Warms up, measures, and cleans up.
     *
     * @param time the duration of each measured part
     */
    List<Figure> run(Duration time) throws Exception;

    /** Returns whether this run satisfies the conditions that must always hold. */
    default boolean holds(List<Figure> figures) {
        return true;
    }
}
