package io.nodenet.spring.boot.load;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The {@code name=value} lines of a measurement in a process of its own, and the command that starts it. */
final class Figures {
    private static final PrintStream OUT =
            new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);

    /** After this time a process is killed: it must not hang the build. */
    private static final long LIMIT_SECONDS = 180;

    private static final Pattern FIGURE = Pattern.compile("([a-z0-9-]+)=(\\d+)");

    private Figures() {}

    /** Returns the command that runs a class in a JVM like this one, without what the tests set. */
    static List<String> java(Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    static void print(String name, long value) {
        OUT.println(name + "=" + value);
    }

    /** Returns the figures that a process prints until it ends; other lines are its log. */
    static Map<String, Long> of(Process process) throws IOException, InterruptedException {
        CompletableFuture.delayedExecutor(LIMIT_SECONDS, TimeUnit.SECONDS).execute(process::destroyForcibly);
        Map<String, Long> figures = new LinkedHashMap<>();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Matcher figure = FIGURE.matcher(line);
                if (figure.matches()) {
                    figures.put(figure.group(1), Long.valueOf(figure.group(2)));
                }
            }
        }
        if (process.waitFor() != 0) {
            throw new IllegalStateException("The process ended with " + process.exitValue() + " after " + figures);
        }
        return figures;
    }
}
