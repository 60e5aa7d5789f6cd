package io.nodenet.cli;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The Python of a virtual environment with what the programs in interop need, made at the first use below the build directory. */
final class PythonEnvironment {
    /** The conformance suite. */
    static final Path SUITE = interop("conformance");

    private static final Logger LOG = LoggerFactory.getLogger(PythonEnvironment.class);
    private static final Path ENVIRONMENT = Path.of(System.getProperty("nodenet.target", "target"), "conformance-venv");

    private PythonEnvironment() {}

    /** Returns a folder of interop. */
    static Path interop(String folder) {
        return Path.of(System.getProperty("nodenet.root", ".."), "interop", folder)
                .toAbsolutePath()
                .normalize();
    }

    /** Returns a process builder for a module that is found in folders of interop. */
    static ProcessBuilder module(List<String> command, Path... folders) {
        List<String> paths = List.of(folders).stream().map(Path::toString).toList();
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("PYTHONPATH", String.join(File.pathSeparator, paths));
        builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
        return builder;
    }

    /** Returns the Python of the environment; aborts the test where there can be none. */
    static Path python() throws IOException, InterruptedException {
        assumeTrue(
                System.getProperty("os.name").equals("Linux"),
                "SKIPPED: the Python programs of interop bind many addresses of 127.0.0.0/8 and read /proc, which needs Linux");
        Path python = ENVIRONMENT.resolve("bin").resolve("python").toAbsolutePath();
        Path stamp = ENVIRONMENT.resolve("requirements.txt");
        Path requirements = SUITE.resolve("requirements.txt");
        if (Files.exists(stamp) && Files.mismatch(stamp, requirements) < 0) {
            return python;
        }
        assumeTrue(
                succeeds("python3", "-c", "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))"),
                "SKIPPED: the Python programs of interop need python3, version 3.11 or newer, with venv");
        assumeTrue(
                succeeds("python3", "-m", "venv", "--clear", ENVIRONMENT.toString())
                        && succeeds(python.toString(), "-m", "pip", "install", "-q", "-r", requirements.toString()),
                "SKIPPED: the packages of the conformance suite could not be installed, see the log");
        Files.copy(requirements, stamp);
        return python;
    }

    private static boolean succeeds(String... command) throws IOException, InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            LOG.warn("{} cannot be run: {}", command[0], e.getMessage());
            return false;
        }
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            lines.lines().forEach(line -> LOG.warn("{}", line));
        }
        return process.waitFor(5, TimeUnit.MINUTES) && process.exitValue() == 0;
    }
}
