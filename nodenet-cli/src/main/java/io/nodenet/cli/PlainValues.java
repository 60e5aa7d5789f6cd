package io.nodenet.cli;

import io.nodenet.address.Endpoint;
import io.nodenet.metrics.Labels;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Converts the records of a snapshot to JSON values: components become fields, enums words, durations milliseconds, and endpoints and
 * everything else text.
 */
final class PlainValues {
    private PlainValues() {}

    /** Returns the plain form of a value. */
    static @Nullable Object of(@Nullable Object value) {
        if (value == null || value instanceof Number || value instanceof Boolean || value instanceof String) {
            return value;
        }
        if (value instanceof Record record) {
            return ofRecord(record);
        }
        if (value instanceof Optional<?> optional) {
            return optional.isPresent() ? of(optional.get()) : null;
        }
        if (value instanceof Enum<?> constant) {
            return Labels.of(constant);
        }
        if (value instanceof Endpoint endpoint) {
            return endpoint.text();
        }
        if (value instanceof Duration duration) {
            return duration.toNanos() / 1_000_000.0;
        }
        if (value instanceof Map<?, ?> map) {
            return ofMap(map);
        }
        if (value instanceof Collection<?> collection) {
            List<@Nullable Object> plain = new ArrayList<>();
            collection.forEach(element -> plain.add(of(element)));
            return plain;
        }
        return value.toString();
    }

    private static Map<String, @Nullable Object> ofMap(Map<?, ?> map) {
        Map<String, @Nullable Object> plain = new LinkedHashMap<>();
        map.forEach((key, value) -> plain.put(String.valueOf(of(key)), of(value)));
        return plain;
    }

    private static Map<String, @Nullable Object> ofRecord(Record record) {
        Map<String, @Nullable Object> plain = new LinkedHashMap<>();
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            try {
                plain.put(component.getName(), of(component.getAccessor().invoke(record)));
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("Cannot read " + component, e);
            }
        }
        return plain;
    }
}
