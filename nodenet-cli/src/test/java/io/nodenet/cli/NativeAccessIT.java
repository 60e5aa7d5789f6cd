package io.nodenet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.pow.IdentityMinter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The runnable jar may load native libraries: JDK 24 and newer warn of those that may not, and a later one refuses them. */
@Timeout(120)
class NativeAccessIT {
    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"identity show identity.seed", "rehearse"})
    void jarRunsWithoutAWarningOfTheJvm(String command) throws Exception {
        IdentityMinter.loadOrMint(directory.resolve("identity.seed"), 0);
        Path errors = directory.resolve("errors");
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                System.getProperty("nodenet.jar")));
        words.addAll(List.of(command.split(" ")));
        Process process = new ProcessBuilder(words)
                .directory(directory.toFile())
                .redirectOutput(directory.resolve("output").toFile())
                .redirectError(errors.toFile())
                .start();
        process.getOutputStream().close();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("has ended").isTrue();
        } finally {
            process.destroyForcibly();
        }

        assertThat(process.exitValue()).as(Files.readString(errors)).isZero();
        assertThat(Files.readAllLines(directory.resolve("output"))).isNotEmpty();
        assertThat(Files.readAllLines(errors)).noneMatch(line -> line.startsWith("WARNING:"));
    }
}
