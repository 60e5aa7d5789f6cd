package io.nodenet.benchmarks.load;

import java.time.Duration;
import java.util.List;

/** Something that is measured over real sockets on loopback. */
interface Scenario {
    /**
     * Warms up, measures, and cleans up.
     *
     * @param time how long each measured part runs
     */
    List<Figure> run(Duration time) throws Exception;

    /** Returns whether what must be true of every run is true of this one. */
    default boolean holds(List<Figure> figures) {
        return true;
    }
}
