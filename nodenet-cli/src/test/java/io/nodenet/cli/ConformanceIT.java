package io.nodenet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has the independent peer of interop/conformance examine a node of ours; each of its checks is a test. */
@Timeout(900)
class ConformanceIT {
    private static final Logger LOG = LoggerFactory.getLogger(ConformanceIT.class);
    private static final String SEED = "07".repeat(32);
    private static final Pattern VERDICT = Pattern.compile("(pass|FAIL|skip)\\s+(\\S+)\\s.*");
    private static final int LEAST_CHECKS = 64;
    private static final String MEDIA = "media";

    /** Groups of checks. */
    private static final List<String> GROUPS =
            List.of("transport", "robustness", "limits", "routing", "handshake", "inbound", MEDIA);

    @TempDir
    Path directory;

    @TestFactory
    Stream<DynamicTest> withoutProofOfWork() throws Exception {
        List<String> skipped = List.of("work-of-peer", "work-of-originator", "relay");
        try (ConsoleProcess node =
                ConsoleProcess.node(directory, "--echo", "--calls=even", "--difficulty=0", "--seed=" + SEED)) {
            return examine(node, 0, skipped, "echo", MEDIA);
        }
    }

    /** The node volunteers as a relay besides. */
    @TestFactory
    Stream<DynamicTest> withProofOfWork() throws Exception {
        List<String> skipped = List.of("tls-weak-key", "relay-not-volunteering", MEDIA);
        try (ConsoleProcess node = ConsoleProcess.node(
                directory, "--echo", "--relay", "--difficulty=8", "--identity=" + directory.resolve("node.seed"))) {
            return examine(node, 8, skipped, "echo", "relay");
        }
    }

    /** Runs the suite and answers a test for each verdict. */
    private Stream<DynamicTest> examine(ConsoleProcess node, int difficulty, List<String> skipped, String... expected)
            throws Exception {
        List<String> command = new ArrayList<>(List.of(
                PythonEnvironment.python().toString(), "-m", "nodenet_peer", "check", "--target", node.entry()));
        Stream.of(expected).forEach(offer -> command.addAll(List.of("--expect", offer)));
        command.addAll(List.of("--pow", Integer.toString(difficulty)));
        GROUPS.forEach(name -> command.addAll(List.of("--only", name)));
        skipped.forEach(name -> command.addAll(List.of("--skip", name)));

        Process suite = new ProcessBuilder(command)
                .directory(PythonEnvironment.SUITE.toFile())
                .redirectErrorStream(true)
                .start();
        List<DynamicTest> tests = new ArrayList<>();
        try (BufferedReader lines = suite.inputReader(StandardCharsets.UTF_8)) {
            String line = lines.readLine();
            while (line != null) {
                LOG.info("{}", line);
                Matcher verdict = VERDICT.matcher(line);
                if (verdict.matches()) {
                    tests.add(test(verdict.group(2), verdict.group(1), line));
                }
                line = lines.readLine();
            }
        }
        int status = suite.waitFor();
        tests.add(dynamicTest("the whole suite", () -> {
            assertThat(status).as("exit status").isZero();
            assertThat(tests).hasSizeGreaterThan(LEAST_CHECKS);
        }));
        return tests.stream();
    }

    private static DynamicTest test(String name, String verdict, String line) {
        return dynamicTest(name, () -> {
            if (verdict.equals("skip")) {
                throw new TestAbortedException(line);
            }
            assertThat(verdict).as(line).isEqualTo("pass");
        });
    }
}
