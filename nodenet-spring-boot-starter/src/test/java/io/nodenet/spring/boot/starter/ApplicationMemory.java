package io.nodenet.spring.boot.starter;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Measures the resident memory of an empty application with the starter, 40 s after its start, with the options of the JVM that matter for
 * it. Linux only.
 */
final class ApplicationMemory {
    private static final List<String> OPTIONS = List.of(
            "",
            "-XX:+UseSerialGC",
            "-XX:+UseSerialGC -Xms32m",
            "-XX:+UseSerialGC -Xms32m -XX:TrimNativeHeapInterval=30000",
            "-XX:+UseSerialGC -Xms32m -XX:TrimNativeHeapInterval=30000 -XX:TieredStopAtLevel=1");

    private static final long SETTLING_MILLIS = 40_000;

    private static final PrintStream OUT =
            new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);

    private ApplicationMemory() {}

    /** Takes how often an application is started with each of the options. */
    public static void main(String[] arguments) throws Exception {
        Path directory = Files.createTempDirectory("application-memory");
        try {
            Map<String, List<Long>> measured = new TreeMap<>(Comparator.comparingInt(OPTIONS::indexOf));
            for (int i = 0; i < Integer.parseInt(arguments[0]); i++) {
                round(directory, measured);
            }
            measured.forEach((options, mebibytes) -> OUT.printf(
                    "%s: median %d MiB of %s%n",
                    options.isEmpty() ? "no options" : options,
                    mebibytes.stream().sorted().toList().get(mebibytes.size() / 2),
                    mebibytes));
        } finally {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    /** Starts one application with each of the options at the same time. */
    private static void round(Path directory, Map<String, List<Long>> measured) throws Exception {
        List<Process> processes = new ArrayList<>();
        try {
            for (String options : OPTIONS) {
                processes.add(start(options, directory.resolve(OPTIONS.indexOf(options) + ".seed")));
            }
            Thread.sleep(SETTLING_MILLIS);
            for (int i = 0; i < processes.size(); i++) {
                measured.computeIfAbsent(OPTIONS.get(i), options -> new ArrayList<>())
                        .add(residentMebibytes(processes.get(i)));
            }
        } finally {
            for (Process process : processes) {
                process.destroy();
                process.waitFor();
            }
        }
    }

    private static Process start(String options, Path identity) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        Stream.of(options.split(" ")).filter(option -> !option.isEmpty()).forEach(command::add);
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                EmptyApplication.class.getName(),
                "--stay=true",
                "--nodenet.identity.location=" + identity,
                "--nodenet.network.difficulty=1",
                "--nodenet.transport.quic.port=0"));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static long residentMebibytes(Process process) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", String.valueOf(process.pid()), "status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024;
            }
        }
        throw new IllegalStateException("The application has ended");
    }
}
