package io.nodenet.spring.boot.starter;

import java.io.BufferedReader;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Measures what the starter adds to the start of an empty application: the same application in JVMs of their own, in turn with what the
 * starter brings on the class path and without it. The identity is there: the first run, which is not counted, searches for it.
 */
final class StartupCost {
    private static final Predicate<String> OF_THE_STARTER = Pattern.compile(
                    "(nodenet-core|nodenet-spring-boot-autoconfigure|netty-[^/]*|bcprov[^/]*|spring-boot-netty|spring-boot-jackson|jackson-[^/]*)[^/]*\\.jar$")
            .asPredicate();

    /** What Boot logs once an application has started: the seconds since the start of its JVM. */
    private static final Pattern RUNNING = Pattern.compile("process running for ([0-9.]+)");

    private static final PrintStream OUT =
            new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);

    private final String with = System.getProperty("java.class.path");
    private final String without = Arrays.stream(with.split(File.pathSeparator))
            .filter(OF_THE_STARTER.negate())
            .collect(Collectors.joining(File.pathSeparator));
    private final Path identity;

    private StartupCost(Path identity) {
        this.identity = identity;
    }

    /** Takes how often each of both is started. */
    public static void main(String[] arguments) throws Exception {
        Path directory = Files.createTempDirectory("startup-cost");
        try {
            new StartupCost(directory.resolve("nodenet.seed")).run(Integer.parseInt(arguments[0]));
        } finally {
            Files.deleteIfExists(directory.resolve("nodenet.seed"));
            Files.delete(directory);
        }
    }

    private void run(int times) throws Exception {
        List<Long> empty = new ArrayList<>();
        List<Long> node = new ArrayList<>();
        start(without);
        start(with);
        for (int i = 0; i < times; i++) {
            empty.add(start(without));
            node.add(start(with));
        }
        print("without the starter", empty);
        print("with the starter", node);
        OUT.printf("difference of the medians: %d ms%n", median(node) - median(empty));
    }

    private long start(String classPath) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classPath,
                        EmptyApplication.class.getName(),
                        "--nodenet.identity.location=" + identity)
                .redirectErrorStream(true)
                .start();
        List<String> lines;
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            lines = output.lines().toList();
        }
        if (process.waitFor() != 0) {
            throw new IllegalStateException(String.join("\n", lines));
        }
        return lines.stream()
                .map(RUNNING::matcher)
                .filter(Matcher::find)
                .map(matcher -> Math.round(1000 * Double.parseDouble(matcher.group(1))))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(String.join("\n", lines)));
    }

    private static void print(String name, List<Long> millis) {
        List<Long> sorted = millis.stream().sorted().toList();
        OUT.printf(
                "%s: median %d ms, from %d to %d ms%n",
                name, median(millis), sorted.get(0), sorted.get(sorted.size() - 1));
    }

    private static long median(List<Long> millis) {
        return millis.stream().sorted().toList().get(millis.size() / 2);
    }
}
