package io.nodenet.node.core.message;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Serves owners one after the other, each with one item, so that an owner with many waits for its own. Items of one owner keep their order.
 * Bounded by whoever adds. Not thread-safe.
 *
 * @param <K> who owns items
 * @param <T> what waits
 */
final class FairQueue<K, T> {
    /** Those with an item, the one that is served next first. */
    private final Map<K, ArrayDeque<T>> owners = new LinkedHashMap<>();

    void add(K owner, T item) {
        owners.computeIfAbsent(owner, key -> new ArrayDeque<>()).add(item);
    }

    /** Takes the next item, null if none waits. */
    @Nullable
    T poll() {
        Iterator<Map.Entry<K, ArrayDeque<T>>> first = owners.entrySet().iterator();
        if (!first.hasNext()) {
            return null;
        }
        Map.Entry<K, ArrayDeque<T>> served = first.next();
        first.remove();
        K owner = served.getKey();
        ArrayDeque<T> items = served.getValue();
        T item = items.remove();
        if (!items.isEmpty()) {
            owners.put(owner, items);
        }
        return item;
    }
}
