package io.nodenet.identity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nodenet.IdentityException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class IdentityLockTest {
    private final Identity identity = Identity.generate();

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void createIdentity() {
        file = directory.resolve("a.seed");
        SeedFile.create(file, identity);
    }

    private static void assertInUse(Path file) {
        assertThatExceptionOfType(IdentityException.class)
                .isThrownBy(() -> IdentityLock.acquire(file))
                .withMessageContaining("The identity file " + file + " is in use by another running node")
                .withMessageContaining("stop that node, or name another file");
    }

    @Test
    void secondHolderIsRefusedUntilTheFirstOneCloses() {
        IdentityLock first = IdentityLock.acquire(file);
        assertInUse(file);
        assertInUse(file);
        first.close();
        try (IdentityLock second = IdentityLock.acquire(file)) {
            first.close();
            assertThat(second).isNotSameAs(first);
            assertInUse(file);
        }
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "links need a privilege there")
    void linkToTheFileIsTheSameIdentity() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link.seed"), file);
        try (IdentityLock lock = IdentityLock.acquire(link)) {
            assertThat(lock).isNotNull();
            assertInUse(file);
        }
    }

    /** Holds a lock in a process of its own until its input ends. */
    static final class Holder {
        private static final PrintStream OUT = System.out;

        public static void main(String[] arguments) throws IOException {
            try (IdentityLock lock = IdentityLock.acquire(Path.of(arguments[0]))) {
                OUT.println("locked " + (lock != null));
                System.in.read();
            }
        }
    }

    private Process holder() throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader lines = process.inputReader(UTF_8);
        assertThat(lines.readLine()).isEqualTo("locked true");
        return process;
    }

    @Test
    void anotherProcessHoldsItUntilItIsKilledAndTheFileIsReadMeanwhile() throws Exception {
        Process process = holder();
        try {
            assertInUse(file);
            assertThat(SeedFile.load(file).nodeId()).isEqualTo(identity.nodeId());
            assertInUse(file);
        } finally {
            process.destroyForcibly();
        }
        process.waitFor();
        assertThatCode(() -> IdentityLock.acquire(file).close()).doesNotThrowAnyException();
    }

    @Test
    void readingTheFileAgainEndsNoLock() throws Exception {
        try (IdentityLock lock = IdentityLock.acquire(file)) {
            assertThat(lock).isNotNull();
            SeedFile.load(file);
            assertInUse(file);
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:+UseSerialGC",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Holder.class.getName(),
                            file.toString())
                    .redirectErrorStream(true)
                    .start();
            assertThat(new String(process.getInputStream().readAllBytes(), UTF_8))
                    .contains("is in use by another running node");
        }
    }

    @Test
    void whereThereAreNoLocksTheNodeRunsAllTheSameButNotTwiceInAProcess() throws IOException {
        Files.createDirectory(directory.resolve("a.seed.lock")); // as if nothing could be locked
        try (IdentityLock lock = IdentityLock.acquire(file)) {
            assertThat(lock).isNotNull();
            assertInUse(file);
        }
        assertThatCode(() -> IdentityLock.acquire(file).close()).doesNotThrowAnyException();
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there are no such permissions")
    void lockFileIsEmptyAndForTheOwnerAlone() throws IOException {
        IdentityLock.acquire(file).close();

        Path lockFile = directory.resolve("a.seed.lock");
        assertThat(lockFile).isEmptyFile();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(lockFile)))
                .isEqualTo("rw-------");
    }
}
