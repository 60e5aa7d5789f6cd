package io.nodenet.sample.messenger.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The runnable jar, unpacked and with an archive of its loaded classes, so that a process starts in half the time. */
final class PreparedJar {
    private static final long WAIT_SECONDS = 120;

    private final Path jar;
    private final Path archive;

    private PreparedJar(Path jar, Path archive) {
        this.jar = jar;
        this.archive = archive;
    }

    /** Unpacks the jar into a directory and starts it once to learn its classes. */
    static PreparedJar in(Path directory) throws IOException, InterruptedException {
        Path packed = Path.of(System.getProperty("messenger.jar"));
        Path unpacked = directory.resolve("unpacked");
        java("-Djarmode=tools", "-jar", packed.toString(), "extract", "--destination", unpacked.toString());
        Path archive = directory.resolve("classes.jsa");
        Path jar = unpacked.resolve(packed.getFileName());
        java(
                "-XX:+UseSerialGC",
                "-XX:ArchiveClassesAtExit=" + archive,
                "-Dspring.context.exit=onRefresh",
                "-jar",
                jar.toString(),
                "--messenger.directory=" + directory.resolve("rehearsal"),
                "--server.port=0",
                "--nodenet.network.difficulty=0");
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
        return List.of("-XX:SharedArchiveFile=" + archive);
    }
}
