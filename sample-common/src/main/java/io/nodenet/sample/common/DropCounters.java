package io.nodenet.sample.common;

import io.nodenet.metrics.Labels;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts arrivals without effect, by reason. Thread-safe.
 *
 * @param <E> the reasons
 */
public final class DropCounters<E extends Enum<E>> {
    private final Class<E> reasons;
    private final AtomicLongArray counts;

    public DropCounters(Class<E> reasons) {
        this.reasons = reasons;
        this.counts = new AtomicLongArray(reasons.getEnumConstants().length);
    }

    public void add(E reason) {
        counts.incrementAndGet(reason.ordinal());
    }

    public long count(E reason) {
        return counts.get(reason.ordinal());
    }

    /** Returns the nonzero counts by the names of their reasons, in the order of the names. */
    public Map<String, Long> aboveZero() {
        Map<String, Long> above = new TreeMap<>();
        for (E reason : reasons.getEnumConstants()) {
            long count = count(reason);
            if (count > 0) {
                above.put(Labels.of(reason), count);
            }
        }
        return above;
    }
}
