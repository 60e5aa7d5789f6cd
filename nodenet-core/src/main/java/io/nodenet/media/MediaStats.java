package io.nodenet.media;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * A media session in figures.
 *
 * @param counters every counter, zeros included; read one by one
 * @param path what was measured of the path; a transport in memory measures nothing
 */
public record MediaStats(Map<MediaCounter, Long> counters, PathFigures path) {
    /** Copies the map; what is missing is 0. */
    public MediaStats {
        Map<MediaCounter, Long> all = new EnumMap<>(MediaCounter.class);
        for (MediaCounter counter : MediaCounter.values()) {
            all.put(counter, counters.getOrDefault(counter, 0L));
        }
        counters = Collections.unmodifiableMap(all);
    }

    /** Returns one counter. */
    public long get(MediaCounter counter) {
        return counters.getOrDefault(counter, 0L);
    }
}
