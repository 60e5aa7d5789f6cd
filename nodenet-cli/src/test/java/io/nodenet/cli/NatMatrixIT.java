package io.nodenet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.jr.ob.JSON;

/**
 * Has nodes of ours connect behind NATs of the laboratory in interop/natlab, each pair at its first attempt; each pair is a test. The other
 * kinds, and the times, are for scripts/nat-matrix: a time that is taken beside a build means nothing.
 */
@Timeout(900)
class NatMatrixIT {
    private static final Logger LOG = LoggerFactory.getLogger(NatMatrixIT.class);
    private static final Path SCRIPT = Path.of(System.getProperty("nodenet.root", ".."), "scripts", "nat-matrix")
            .toAbsolutePath()
            .normalize();
    private static final Path KEPT = Path.of(System.getProperty("nodenet.target", "target"), "nat-matrix")
            .toAbsolutePath();
    private static final List<String> KINDS = List.of("none", "port-restricted", "symmetric");
    private static final int SKIPPED = 77;

    private record Outcome(int status, String output) {}

    @TempDir
    Path directory;

    @BeforeEach
    void namespacesAreAPartOfLinux() {
        assumeTrue(System.getProperty("os.name").equals("Linux"), "SKIPPED: network namespaces are a part of Linux");
    }

    private Outcome run(Map<String, String> environment, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(python(), SCRIPT.toString()));
        command.addAll(List.of(arguments));
        Path output = directory.resolve("output");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            int status = process.waitFor();
            return new Outcome(status, Files.readString(output));
        } finally {
            process.destroy();
        }
    }

    /** Returns the interpreter itself, which needs nothing of the path. */
    private static String python() throws IOException, InterruptedException {
        Process asked = new ProcessBuilder("sh", "-c", "python3 -c 'import sys; print(sys.executable)'").start();
        String path = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assumeTrue(asked.waitFor(1, TimeUnit.MINUTES) && asked.exitValue() == 0, "SKIPPED: python3 is missing");
        return path;
    }

    @TestFactory
    Stream<DynamicTest> eachPairConnectsOverTheBestPathThatItsNatsAllow() throws Exception {
        Outcome outcome = run(Map.of(), "--kinds", String.join(",", KINDS), "--out", KEPT.toString());
        LOG.info("{}", outcome.output());
        assumeTrue(outcome.status() != SKIPPED, "SKIPPED: " + outcome.output());

        List<DynamicTest> tests = new ArrayList<>();
        tests.add(dynamicTest("the whole matrix", () -> {
            assertThat(outcome.status()).as(outcome.output()).isZero();
            assertThat(outcome.output()).contains("9 passed, 0 failed, 0 skipped");
        }));
        for (Map<?, ?> cell : cells(KEPT.resolve("matrix.json"))) {
            String name = cell.get("caller") + " to " + cell.get("callee");
            tests.add(dynamicTest(
                    name,
                    () -> assertThat(String.valueOf(cell.get("path")))
                            .as(cell.toString())
                            .isIn("direct", cell.get("ideal"))));
        }
        return tests.stream();
    }

    private static List<Map<?, ?>> cells(Path report) throws IOException {
        List<Map<?, ?>> cells = new ArrayList<>();
        if (Files.exists(report) && JSON.std.mapFrom(Files.readString(report)).get("cells") instanceof List<?> found) {
            found.forEach(cell -> cells.add((Map<?, ?>) cell));
        }
        return cells;
    }

    @Test
    void withoutWhatNamespacesNeedItSaysSoAndEndsWith77() throws Exception {
        Map<String, String> nothing = Map.of("PATH", directory.toString());

        Outcome outcome = run(nothing, "--node", "/bin/true", "--out", directory.toString());

        assertThat(outcome.status()).as(outcome.output()).isEqualTo(SKIPPED);
        assertThat(outcome.output())
                .contains("natlab: skipped: the `ip` command (iproute2) is missing", "0 passed, 0 failed, 1 skipped");
    }
}
