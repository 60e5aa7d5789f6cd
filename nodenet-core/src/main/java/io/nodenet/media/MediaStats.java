package io.nodenet.media;

import java.util.Map;

/**
 * A media session in figures.
 *
 * @param counters every counter, zeros included; read one by one
 * @param path what was measured of the path; a transport in memory measures nothing
 */
public record MediaStats(Map<MediaCounter, Long> counters, PathFigures path) {
    /** Copies the map. */
    public MediaStats {
        counters = Map.copyOf(counters);
    }

    /** Returns one counter. */
    public long get(MediaCounter counter) {
        return counters.getOrDefault(counter, 0L);
    }
}
