package io.nodenet.benchmarks.load;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One measured number, beside the number that bounds it where there is one.
 *
 * @param scenario what was run
 * @param figure what was measured
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
    /** Answers the fields for JSON; {@code limit} and {@code ratio} only where there is a limit. */
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

    /** Returns the value beside its limit; null if there is none. */
    @Nullable
    Double ratio() {
        return limit == null ? null : value / limit;
    }

    static double rounded(double number) {
        return Math.round(number * 1000) / 1000.0;
    }
}
