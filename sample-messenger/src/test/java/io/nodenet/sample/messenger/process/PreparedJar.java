package io.nodenet.sample.messenger.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.sample.messenger.FreePort;
import io.nodenet.sample.messenger.demo.MessengerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The runnable jar, unpacked, started with the beans that were laid down when it was built, and with an archive of the classes that it loads
 * until it answers, so that a process starts in less than half the time.
 */
final class PreparedJar {
    private static final long WAIT_SECONDS = 120;
    private static final String LAID_DOWN_BEANS = "-Dspring.aot.enabled=true";

    private final Path jar;
    private final Path archive;

    private static @Nullable PreparedJar shared;

    private PreparedJar(Path jar, Path archive) {
        this.jar = jar;
        this.archive = archive;
    }

    /** Returns the one of this run of tests, which the first caller prepares. */
    static synchronized PreparedJar shared() throws IOException, InterruptedException {
        if (shared == null) {
            shared = in(Files.createTempDirectory(
                    Path.of(System.getProperty("messenger.jar"))
                            .toAbsolutePath()
                            .getParent(),
                    "prepared"));
        }
        return shared;
    }

    /** Unpacks the jar into a directory and starts it once to learn its classes. */
    private static PreparedJar in(Path directory) throws IOException, InterruptedException {
        Path packed = Path.of(System.getProperty("messenger.jar"));
        Path unpacked = directory.resolve("unpacked");
        java("-Djarmode=tools", "-jar", packed.toString(), "extract", "--destination", unpacked.toString());
        Path archive = directory.resolve("classes.jsa");
        Path jar = unpacked.resolve(packed.getFileName());
        List<String> options = List.of(LAID_DOWN_BEANS, "-XX:ArchiveClassesAtExit=" + archive);
        MessengerProcess rehearsal = MessengerProcess.launch(new MessengerProcess.Plan(
                jar,
                options,
                "rehearsal",
                directory.resolve("rehearsal"),
                FreePort.find(),
                List.of("--nodenet.network.difficulty=0")));
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

    Path jar() {
        return jar;
    }

    List<String> jvmOptions() {
        return List.of(LAID_DOWN_BEANS, "-XX:SharedArchiveFile=" + archive);
    }
}
