package io.nodenet.sample.common.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.sample.common.process.SampleClient;
import io.nodenet.sample.common.process.SampleProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A runnable jar of a sample, unpacked, started with the beans that were laid down when it was built, and with an archive of the classes
 * that it loads until it answers, so that a process starts in less than half the time.
 */
public final class PreparedJar {
    private static final long WAIT_SECONDS = 120;
    private static final String LAID_DOWN_BEANS = "-Dspring.aot.enabled=true";

    private static final Map<Path, PreparedJar> PREPARED = new HashMap<>();

    private final Path jar;
    private final Path archive;

    private PreparedJar(Path jar, Path archive) {
        this.jar = jar;
        this.archive = archive;
    }

    /** Returns that of a runnable jar in this run of tests, which the first caller prepares beside it. */
    public static synchronized PreparedJar of(Path jar) throws IOException, InterruptedException {
        Path packed = jar.toAbsolutePath();
        PreparedJar known = PREPARED.get(packed);
        if (known == null) {
            known = prepare(packed, Files.createTempDirectory(packed.getParent(), "prepared"));
            PREPARED.put(packed, known);
        }
        return known;
    }

    /** Unpacks a jar into a directory and starts it once to learn its classes. */
    private static PreparedJar prepare(Path packed, Path directory) throws IOException, InterruptedException {
        java(
                "-Djarmode=tools",
                "-jar",
                packed.toString(),
                "extract",
                "--destination",
                directory.resolve("unpacked").toString());
        Path archive = directory.resolve("classes.jsa");
        Path jar = directory.resolve("unpacked").resolve(packed.getFileName());
        List<String> options = List.of(LAID_DOWN_BEANS, "-XX:ArchiveClassesAtExit=" + archive);
        SampleProcess<SampleClient> rehearsal = SampleProcess.launch(
                new SampleProcess.Plan(
                        jar,
                        options,
                        "rehearsal",
                        directory.resolve("rehearsal"),
                        FreePort.find(),
                        List.of("--nodenet.network.difficulty=0")),
                SampleClient::new);
        rehearsal.awaitReady();
        rehearsal.stop(Duration.ofSeconds(WAIT_SECONDS));
        assertThat(archive).exists();
        return new PreparedJar(jar, archive);
    }

    private static void java(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(List.of(arguments));
        Path log = Files.createTempFile("prepare", ".log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(process.waitFor(WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(log)).isZero();
        Files.delete(log);
    }

    public Path jar() {
        return jar;
    }

    public List<String> jvmOptions() {
        return List.of(LAID_DOWN_BEANS, "-XX:SharedArchiveFile=" + archive);
    }
}
