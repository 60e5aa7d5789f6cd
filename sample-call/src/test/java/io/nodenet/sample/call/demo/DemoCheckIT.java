package io.nodenet.sample.call.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Runs {@code ./demo} as a user does, at other ports. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "./demo is a shell script")
class DemoCheckIT {
    private static final Path ROOT = Path.of(System.getProperty("nodenet.root"));

    /** The pages that it serves. */
    private static final int PORTS = 4;

    @TempDir
    static Path directory;

    @Test
    void theCheckDeliversEachMessageOnceAndInOrderAndACallIsHeardAndSeen() throws Exception {
        String said = run(0, "--check", "--directory=" + directory, "--port=" + fourFreePorts());
        assertThat(said.lines().filter(line -> line.contains("100 of 100 arrived exactly once, in order")))
                .as(said)
                .hasSize(2);
        assertThat(said.lines().filter(line -> line.contains(" packets and saw ") && line.contains(", 0 damaged")))
                .as(said)
                .hasSize(2);
        assertThat(said.lines().reduce((before, after) -> after)).contains("ok");
    }

    @Test
    void endingItEndsAllThatItStarted() throws Exception {
        int port = fourFreePorts();
        Process demo = command("--directory=" + directory, "--port=" + port).start();
        try (BufferedReader lines = demo.inputReader()) {
            assertThat(lines.lines().anyMatch(line -> line.startsWith("They are contacts")))
                    .as("it says that both run")
                    .isTrue();
            assertThat(isFree(port)).isFalse();
            demo.destroy();
            assertThat(demo.waitFor(60, TimeUnit.SECONDS)).isTrue();
            for (int each = port; each < port + PORTS; each++) {
                assertThat(isFree(each)).as("port %d", each).isTrue();
            }
        } finally {
            demo.destroyForcibly();
        }
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "it looks at the memory of processes in /proc")
    void allProcessesHaveAnArchiveOfClasses() throws Exception {
        Process demo =
                command("--directory=" + directory, "--port=" + fourFreePorts()).start();
        try (BufferedReader lines = demo.inputReader()) {
            assertThat(lines.lines().anyMatch(line -> line.startsWith("They are contacts")))
                    .isTrue();
            List<ProcessHandle> processes = Stream.concat(Stream.of(demo.toHandle()), demo.descendants())
                    .toList();
            assertThat(processes).hasSize(1 + PORTS);
            for (ProcessHandle process : processes) {
                assertThat(Files.readAllLines(Path.of("/proc", String.valueOf(process.pid()), "maps")))
                        .anyMatch(line -> line.matches(".*/sample-(messenger|call)/target/archives/.*\\.jsa"));
            }
            demo.destroy();
            assertThat(demo.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            demo.destroyForcibly();
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void aPortInUseIsOneClearLine() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String said = run(1, "--directory=" + directory, "--port=" + taken.getLocalPort());
            assertThat(said.lines()).singleElement().asString().contains("port " + taken.getLocalPort(), "in use");
        }
    }

    @Test
    void aMissingJdkIsOneClearLine() throws Exception {
        ProcessBuilder demo = command();
        demo.environment().put("JAVA_HOME", directory.toString());
        assertThat(finish(demo, 1).lines()).singleElement().asString().contains("JAVA_HOME", "bin/java");
    }

    private static String run(int status, String... options) throws Exception {
        return finish(command(options), status);
    }

    private static ProcessBuilder command(String... options) {
        List<String> words = new ArrayList<>();
        words.add(ROOT.resolve("demo").toString());
        for (String option : options) {
            words.addAll(List.of(option.split("=", 2)));
        }
        ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return builder;
    }

    private static String finish(ProcessBuilder builder, int status) throws Exception {
        Process demo = builder.start();
        demo.getOutputStream().close();
        String said = new String(demo.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(demo.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(demo.exitValue()).as(said).isEqualTo(status);
        return said;
    }

    /** Returns a port that is free, as are the three after it. */
    private static int fourFreePorts() throws IOException {
        for (int i = 0; i < 100; i++) {
            int first;
            try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                first = any.getLocalPort();
            }
            if (first + PORTS <= 65_536 && IntStream.range(first, first + PORTS).allMatch(DemoCheckIT::isFree)) {
                return first;
            }
        }
        throw new IOException("No " + PORTS + " free ports in a row");
    }
}
