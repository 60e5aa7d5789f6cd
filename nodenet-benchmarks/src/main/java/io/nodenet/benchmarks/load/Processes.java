package io.nodenet.benchmarks.load;

import io.nodenet.benchmarks.Benchmarks;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.jr.ob.JSON;

/** Runs a scenario in fresh processes, one after the other, with the options of this JVM. */
final class Processes {
    private final Map<String, List<Figure>> figures = new LinkedHashMap<>();
    private boolean holds = true;

    /** Returns the figures of all processes, in the order in which the first one printed them. */
    List<Spread> run(String scenario, int seconds, int count) throws IOException, InterruptedException {
        for (int i = 0; i < count; i++) {
            run(scenario, seconds);
        }
        return figures.values().stream().map(Spread::new).toList();
    }

    /** Returns whether all runs so far satisfied the conditions that must always hold. */
    boolean hold() {
        return holds;
    }

    private void run(String scenario, int seconds) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Benchmarks.class.getName()));
        command.addAll(List.of("load", scenario, "--seconds", String.valueOf(seconds), "--json"));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader output = process.inputReader()) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                Figure figure = figure(JSON.std.mapFrom(line));
                figures.computeIfAbsent(figure.figure(), name -> new ArrayList<>())
                        .add(figure);
            }
        }
        holds &= process.waitFor() == 0;
    }

    private static Figure figure(Map<String, Object> fields) {
        return new Figure(
                (String) fields.get("scenario"),
                (String) fields.get("figure"),
                ((Number) fields.get("value")).doubleValue(),
                (String) fields.get("unit"),
                number(fields.get("limit")));
    }

    private static @Nullable Double number(@Nullable Object field) {
        return field == null ? null : ((Number) field).doubleValue();
    }
}
