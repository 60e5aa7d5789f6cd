package io.nodenet.metrics;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * A fixed set of monotonic counters, one per constant of an enum, that any thread may add to. What is added counts in the total, too, if there
 * is one.
 *
 * @param <E> what is counted
 */
public final class SharedCounters<E extends Enum<E>> {
    private final Class<E> type;
    private final AtomicLongArray values;
    private final @Nullable SharedCounters<E> total;

    /** Creates counters that are part of no total. */
    public SharedCounters(Class<E> type) {
        this(type, null);
    }

    private SharedCounters(Class<E> type, @Nullable SharedCounters<E> total) {
        this.type = type;
        this.values = new AtomicLongArray(type.getEnumConstants().length);
        this.total = total;
    }

    /** Returns new counters, of which these are the total. */
    public SharedCounters<E> part() {
        return new SharedCounters<>(type, this);
    }

    /** Adds one. */
    public void increment(E counter) {
        values.incrementAndGet(counter.ordinal());
        if (total != null) {
            total.increment(counter);
        }
    }

    /** Returns the value of one counter. */
    public long get(E counter) {
        return values.get(counter.ordinal());
    }

    /** Returns all values, zeros included, in the order of the enum; they are read one by one. */
    public Map<E, Long> snapshot() {
        Map<E, Long> snapshot = new EnumMap<>(type);
        for (E counter : type.getEnumConstants()) {
            snapshot.put(counter, get(counter));
        }
        return snapshot;
    }
}
