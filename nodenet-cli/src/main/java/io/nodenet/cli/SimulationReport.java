package io.nodenet.cli;

import io.nodenet.test.simulation.experiment.ExperimentResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.jr.ob.JSON;

/** Formats the result of a simulation, for people and for programs (docs/simulation.md). */
final class SimulationReport {
    private static final JSON LINE = JSON.std.with(JSON.Feature.WRITE_NULL_PROPERTIES);
    private static final double HUNDRED = 100;
    private static final double THOUSAND = 1000;
    private static final double MEBI = 1 << 20;

    private final ExperimentResult result;

    SimulationReport(ExperimentResult result) {
        this.result = result;
    }

    /** Returns one JSON object on one line; values that do not apply are null. */
    String json() {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("nodes", result.nodes());
        fields.put("seed", result.seed());
        fields.put("sent", result.sent());
        fields.put("delivered", result.delivered());
        fields.put("deliveredOnRetry", result.deliveredOnRetry());
        fields.put("deliveredOnSecondRetry", result.deliveredOnSecondRetry());
        fields.put("hopsMedian", orNull(result.hopsMedian()));
        fields.put("hopsP99", orNull(result.hopsP99()));
        fields.put("edgesPerNode", hundredths(result.edgesPerNode()));
        fields.put("framesPerNodeMinute", hundredths(result.framesPerNodeMinute()));
        fields.put("firstEdgeMillisP99", orNull(result.firstEdgeMillisP99()));
        fields.put("thirdEdgeMillisP99", orNull(result.thirdEdgeMillisP99()));
        fields.put("addressesRight", tenThousandths(result.addressesRight()));
        fields.put("ended", result.ended());
        fields.put("scarceMillis", result.scarceMillis());
        fields.put("peakHeapBytes", result.peakHeapBytes());
        fields.put("wallMillis", result.wallMillis());
        fields.put("digest", result.digest());
        return LINE.asString(fields);
    }

    /** Returns the lines of a table. */
    List<String> table() {
        return List.of(
                row("nodes", "%,d", result.nodes()),
                row("seed", "%d", result.seed()),
                row("messages sent", "%,d", result.sent()),
                row("delivered", "%.2f %%", HUNDRED * result.delivered()),
                row("delivered, one retry", "%.2f %%", HUNDRED * result.deliveredOnRetry()),
                row("delivered, two retries", "%.2f %%", HUNDRED * result.deliveredOnSecondRetry()),
                row("hops, median", "%s", orNone(result.hopsMedian())),
                row("hops, p99", "%s", orNone(result.hopsP99())),
                row("edges per node", "%.2f", result.edgesPerNode()),
                row("frames per node and minute", "%,.1f", result.framesPerNodeMinute()),
                row("bytes per node and minute", "%,.0f", result.bytesPerNodeMinute()),
                row("first edge, p99", "%s", millisOrNever(result.firstEdgeMillisP99())),
                row("third edge, p99", "%s", millisOrNever(result.thirdEdgeMillisP99())),
                row("addresses that are right", "%.1f %%", HUNDRED * result.addressesRight()),
                row("nodes that ended", "%,d", result.ended()),
                row("longest below three edges", "%,.0f s", result.scarceMillis() / THOUSAND),
                row("peak heap", "%,.0f MiB", result.peakHeapBytes() / MEBI),
                row("wall time", "%,.1f s", result.wallMillis() / THOUSAND),
                row("digest", "%s", result.digest()));
    }

    private static String row(String name, String format, Object value) {
        return String.format(Locale.ROOT, "%-28s" + format, name, value);
    }

    private static double hundredths(double value) {
        return Math.round(value * HUNDRED) / HUNDRED;
    }

    private static double tenThousandths(double value) {
        return Math.round(value * HUNDRED * HUNDRED) / (HUNDRED * HUNDRED);
    }

    private static @Nullable Integer orNull(OptionalInt value) {
        return value.isPresent() ? value.getAsInt() : null;
    }

    private static @Nullable Long orNull(OptionalLong value) {
        return value.isPresent() ? value.getAsLong() : null;
    }

    private static String orNone(OptionalInt value) {
        return value.isPresent() ? String.valueOf(value.getAsInt()) : "none";
    }

    private static String millisOrNever(OptionalLong millis) {
        return millis.isPresent() ? String.format(Locale.ROOT, "%,d ms", millis.getAsLong()) : "never";
    }
}
