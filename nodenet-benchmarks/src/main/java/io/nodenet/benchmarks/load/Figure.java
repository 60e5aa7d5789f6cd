package io.nodenet.benchmarks.load;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One measured number, and the number that bounds it if there is one.
 *
 * @param scenario the scenario
 * @param figure the measured quantity
 * @param value the number
 * @param unit its unit
 * @param limit the same figure of the raw codec, or of the scenario it is compared with, measured in the same run; null if none
 */
record Figure(
        String scenario,
        String figure,
        double value,
        String unit,
        @Nullable Double limit) {
    /** Returns the fields for JSON; {@code limit} and {@code ratio} only if there is a limit. */
    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("scenario", scenario);
        map.put("figure", figure);
        map.put("value", rounded(value));
        map.put("unit", unit);
        if (limit != null) {
            map.put("limit", rounded(limit));
            map.put("ratio", rounded(value / limit));
        }
        return map;
    }

    /** Returns the ratio of the value to its limit; null if there is none. */
    @Nullable
    Double ratio() {
        return limit == null ? null : value / limit;
    }

    static double rounded(double number) {
        return Math.round(number * 1000) / 1000.0;
    }
}
