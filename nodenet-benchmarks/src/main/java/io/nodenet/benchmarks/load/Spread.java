package io.nodenet.benchmarks.load;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One figure, measured independently by several processes, so that the median excludes effects of compiler and scheduler on a single run.
 *
 * @param figures the figures of the processes, at least one
 */
record Spread(List<Figure> figures) {
    Spread {
        figures = List.copyOf(figures);
    }

    /** Returns the fields for JSON; those of the ratio only if there is a limit. */
    Map<String, Object> toMap() {
        Figure first = figures.get(0);
        double[] values = figures.stream().mapToDouble(Figure::value).sorted().toArray();
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("scenario", first.scenario());
        map.put("figure", first.figure());
        map.put("unit", first.unit());
        map.put("processes", values.length);
        put(map, "value", values);
        double[] ratios = figures.stream()
                .map(Figure::ratio)
                .filter(ratio -> ratio != null)
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
        if (ratios.length > 0) {
            put(map, "ratio", ratios);
        }
        return map;
    }

    private static void put(Map<String, Object> map, String name, double[] sorted) {
        map.put(name, Figure.rounded(median(sorted)));
        map.put(name + "Low", Figure.rounded(sorted[0]));
        map.put(name + "High", Figure.rounded(sorted[sorted.length - 1]));
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
