package io.nodenet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./nodenet} and the archive of classes that it makes, with the Java that runs this test. */
@Timeout(300)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "./nodenet is a shell script")
class ClassArchiveIT {
    private static final Path ROOT = Path.of(System.getProperty("nodenet.root"));
    private static final Path JAR = Path.of(System.getProperty("nodenet.jar"));
    private static final String FROM_THE_ARCHIVE = "source: shared objects file";

    @TempDir
    Path directory;

    private record Outcome(int status, String out, String err) {}

    private Outcome run(Process process) throws Exception {
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Outcome(process.exitValue(), out, err);
    }

    private Outcome withoutLauncher(String... arguments) throws Exception {
        List<String> words =
                new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java", "-jar", JAR.toString()));
        words.addAll(List.of(arguments));
        return run(new ProcessBuilder(words).start());
    }

    private Outcome withLauncher(String options, String... arguments) throws Exception {
        List<String> words =
                new ArrayList<>(List.of(directory.resolve("nodenet").toString()));
        words.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(words);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("NODENET_JAVA_OPTS", options);
        builder.environment().remove("NODENET_CLASS_ARCHIVE");
        return run(builder.start());
    }

    private void copyTree() throws IOException {
        Path target = Files.createDirectories(directory.resolve("nodenet-cli/target"));
        Files.createDirectories(directory.resolve("scripts"));
        Files.copy(JAR, target.resolve("nodenet.jar"));
        for (String file : List.of("nodenet", "scripts/java.sh", "scripts/class-archive.sh")) {
            Files.copy(ROOT.resolve(file), directory.resolve(file));
        }
    }

    private Path archive() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("nodenet-cli/target/archives"))) {
            List<Path> all = files.toList();
            assertThat(all).hasSize(1);
            return all.get(0);
        }
    }

    /** Returns what the JVM says of each class that was loaded whose name begins so, but for lambdas. */
    private List<String> loaded(String of) throws Exception {
        Path log = directory.resolve("loaded.log");
        withLauncher("-Xlog:class+load:file=" + log, "identity", "--help");
        return Files.readAllLines(log).stream()
                .filter(line -> line.contains(of) && !line.contains("$$Lambda"))
                .toList();
    }

    @Test
    void startWithAnArchiveSaysTheSameAndLoadsItsClassesFromIt() throws Exception {
        copyTree();
        String[] arguments = {"run", "--difficulty", "256"};
        Outcome expected = withoutLauncher(arguments);
        assertThat(expected.err()).isNotEmpty();

        assertThat(withLauncher("", arguments)).as("makes one").isEqualTo(expected);
        assertThat(withLauncher("", arguments)).as("has one").isEqualTo(expected);
        assertThat(loaded(" io.nodenet.cli.")).isNotEmpty().allMatch(line -> line.contains(FROM_THE_ARCHIVE));
        assertThat(loaded(" picocli.CommandLine$Model"))
                .as("byte code of Java 5")
                .isNotEmpty()
                .allMatch(line -> line.contains(FROM_THE_ARCHIVE));

        garble(archive());
        assertThat(withLauncher("", arguments)).as("garbage of its size").isEqualTo(expected);
        assertThat(loaded(" io.nodenet.cli.")).isNotEmpty().noneMatch(line -> line.contains(FROM_THE_ARCHIVE));

        Files.writeString(archive(), "short");
        assertThat(withLauncher("", arguments)).as("cut short").isEqualTo(expected);
        assertThat(loaded(" io.nodenet.cli.")).isNotEmpty().allMatch(line -> line.contains(FROM_THE_ARCHIVE));
    }

    /** Overwrites a file by noise of its length, and leaves it as young as it was. */
    private static void garble(Path archive) throws IOException {
        byte[] noise = new byte[Math.toIntExact(Files.size(archive))];
        new Random(14).nextBytes(noise);
        Files.write(archive, noise);
    }
}
