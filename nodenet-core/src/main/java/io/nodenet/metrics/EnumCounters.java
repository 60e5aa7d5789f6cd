package io.nodenet.metrics;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * A fixed set of monotonic counters, one per constant of an enum.
 *
 * <p>One thread at a time may add, any thread may read; adding costs no fence.
 *
 * @param <E> what is counted
 */
public final class EnumCounters<E extends Enum<E>> {
    private final Class<E> type;
    private final AtomicLongArray values;

    public EnumCounters(Class<E> type) {
        this.type = type;
        this.values = new AtomicLongArray(type.getEnumConstants().length);
    }

    /** Adds one; only the owning thread. */
    public void increment(E counter) {
        add(counter, 1);
    }

    /** Adds an amount; only the owning thread. */
    public void add(E counter, long amount) {
        int index = counter.ordinal();
        values.setRelease(index, values.getPlain(index) + amount);
    }

    /** Returns the value of one counter. Any thread. */
    public long get(E counter) {
        return values.getAcquire(counter.ordinal());
    }

    /** Returns all values, zeros included, in the order of the enum. Any thread; counters are read one by one. */
    public Map<E, Long> snapshot() {
        Map<E, Long> snapshot = new EnumMap<>(type);
        for (E counter : type.getEnumConstants()) {
            snapshot.put(counter, get(counter));
        }
        return snapshot;
    }
}
