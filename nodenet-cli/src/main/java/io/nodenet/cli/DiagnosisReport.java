package io.nodenet.cli;

import io.nodenet.diagnosis.Diagnosis;
import io.nodenet.diagnosis.Finding;
import io.nodenet.diagnosis.Level;
import io.nodenet.metrics.Labels;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.jr.ob.JSON;

/** Formats a diagnosis, for people and for programs (docs/doctor.md). */
final class DiagnosisReport {
    private static final JSON LINE = JSON.std.with(JSON.Feature.WRITE_NULL_PROPERTIES);
    private static final String INDENT = " ".repeat(9);

    private final Diagnosis diagnosis;

    DiagnosisReport(Diagnosis diagnosis) {
        this.diagnosis = diagnosis;
    }

    /** Returns one JSON object on one line. */
    String json() {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        for (Level level : Level.values()) {
            fields.put(Labels.of(level), diagnosis.count(level));
        }
        fields.put(
                "findings",
                diagnosis.findings().stream().map(DiagnosisReport::fields).toList());
        return LINE.asString(fields);
    }

    private static Map<String, @Nullable Object> fields(Finding finding) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("id", finding.id());
        fields.put("level", Labels.of(finding.level()));
        fields.put("summary", finding.summary());
        fields.put("evidence", finding.evidence());
        fields.put("remedy", finding.remedy());
        return fields;
    }

    /** Returns a line for each finding with its evidence and remedy, and the counts at the end. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (Finding finding : diagnosis.findings()) {
            lines.add(String.format(
                    Locale.ROOT, "%-9s%-20s%s", Labels.of(finding.level()), finding.id(), finding.summary()));
            finding.evidence().forEach(fact -> lines.add(INDENT + fact));
            if (finding.remedy() != null) {
                lines.add(INDENT + "-> " + finding.remedy());
            }
        }
        lines.add(String.format(
                Locale.ROOT,
                "problems: %d, warnings: %d, unknown: %d (docs/doctor.md)",
                diagnosis.count(Level.PROBLEM),
                diagnosis.count(Level.WARNING),
                diagnosis.count(Level.UNKNOWN)));
        return lines;
    }
}
