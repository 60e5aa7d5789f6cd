package io.nodenet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./nodenet} with a stand-in for Java: when it makes an archive of classes, and which one it uses. */
@Timeout(60)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "./nodenet is a shell script")
class LauncherTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    /** Notes its arguments, writes the archive that it is asked for, and says what a program would. */
    private static final String STAND_IN = """
            #!/bin/sh
            echo "$*" >>"%1$s/calls"
            case $* in
            *-Xshare:dump*)
                for word; do
                    case $word in -XX:SharedArchiveFile=*) echo "archive $$" >"${word#*=}" ;; esac
                done ;;
            *-XX:DumpLoadedClassList=*)
                [ ! -e "%1$s/fails" ] || exit 1
                [ ! -e "%1$s/waits" ] || { : >"%1$s/waiting"; exec sleep 60; } ;;
            *) echo "runs $(cat)" ;;
            esac
            """;

    @TempDir
    Path directory;

    private Path jar;
    private Path archives;
    private Path jdk;

    @BeforeEach
    void tree() throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path target = Files.createDirectories(directory.resolve("tree/nodenet-cli/target"));
        Files.createDirectories(directory.resolve("tree/scripts"));
        for (String file : List.of("nodenet", "scripts/java.sh", "scripts/class-archive.sh")) {
            Files.copy(ROOT.resolve(file), directory.resolve("tree").resolve(file));
        }
        jar = Files.writeString(target.resolve("nodenet.jar"), "first");
        archives = target.resolve("archives");
        jdk = jdk("jdk", "17.0.1");
    }

    private Path jdk(String name, String version) throws IOException {
        Path home = directory.resolve(name);
        Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
        Files.writeString(java, STAND_IN.formatted(directory));
        assertThat(java.toFile().setExecutable(true, false)).isTrue();
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
        return home;
    }

    private ProcessBuilder launcher(String... prefix) {
        List<String> words = new ArrayList<>(List.of(prefix));
        words.addAll(List.of(directory.resolve("tree/nodenet").toString(), "identity", "show"));
        return process(words);
    }

    private ProcessBuilder process(List<String> words) {
        ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", jdk.toString());
        builder.environment().remove("NODENET_JAVA_OPTS");
        builder.environment().remove("NODENET_CLASS_ARCHIVE");
        return builder;
    }

    /** Runs the launcher with input for the program, asserts that it says what the program says, and returns the last call of Java. */
    private String run(ProcessBuilder launcher) throws Exception {
        finish(launcher.start());
        List<String> calls = calls();
        return calls.get(calls.size() - 1);
    }

    private String run() throws Exception {
        return run(launcher());
    }

    private static void finish(Process process) throws Exception {
        try (var input = process.outputWriter()) {
            input.write("its input");
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(said).isEqualTo("runs its input\n");
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    private List<String> calls() throws IOException {
        return Files.readAllLines(directory.resolve("calls"));
    }

    private long archivesMade() throws IOException {
        return calls().stream().filter(call -> call.contains("-Xshare:dump")).count();
    }

    private List<Path> kept() throws IOException {
        try (Stream<Path> files = Files.list(archives)) {
            return files.toList();
        }
    }

    private Path only() throws IOException {
        assertThat(kept()).hasSize(1);
        return kept().get(0);
    }

    private static String using(Path archive) {
        return "-XX:SharedArchiveFile=" + archive + " -jar ";
    }

    @Test
    void archiveIsMadeByTheFirstStartAndUsedByEachOne() throws Exception {
        String first = run();
        String second = run();

        assertThat(archivesMade()).isOne();
        assertThat(List.of(first, second))
                .allSatisfy(call -> assertThat(call).contains(using(only())).endsWith("nodenet.jar identity show"));
    }

    @Test
    void jarThatIsBuiltAnewGetsANewArchiveInPlaceOfTheOldOne() throws Exception {
        run();
        String before = Files.readString(only());

        Files.writeString(jar, "another one");
        run();

        assertThat(archivesMade()).isEqualTo(2);
        assertThat(Files.readString(only())).isNotEqualTo(before);
    }

    @Test
    void jarOfTheSameSizeAndTimeIsRecognizedAsAnother() throws Exception {
        FileTime time = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));
        Files.setLastModifiedTime(jar, time);
        run();

        Files.writeString(jar, "other");
        Files.setLastModifiedTime(jar, time);
        run();

        assertThat(archivesMade()).isEqualTo(2);
    }

    @Test
    void archiveThatIsNotWholeIsReplaced() throws Exception {
        run();
        Files.writeString(only(), "arc");

        String call = run();

        assertThat(archivesMade()).isEqualTo(2);
        assertThat(call).contains(using(only()));
        assertThat(Files.readString(only())).startsWith("archive ");
    }

    @Test
    void eachJdkHasAnArchiveOfItsOwn() throws Exception {
        Path older = jdk;
        Path newer = jdk("newer", "25.0.1");
        for (Path each : List.of(older, newer, older, newer)) {
            jdk = each;
            run();
        }

        assertThat(archivesMade()).isEqualTo(2);
        assertThat(kept()).hasSize(2);
    }

    @Test
    void jdkThatWasUpdatedInItsPlaceGetsANewArchive() throws Exception {
        run();
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"17.0.2\"\n");

        run();

        assertThat(archivesMade()).isEqualTo(2);
    }

    @Test
    void directoryThatCannotBeWrittenIsNoError() throws Exception {
        ProcessBuilder launcher = launcher();
        if ("root".equals(System.getProperty("user.name"))) {
            launcher = launcher("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
        } else {
            Files.setPosixFilePermissions(jar.getParent(), PosixFilePermissions.fromString("r-xr-xr-x"));
        }
        Files.createFile(directory.resolve("calls"));
        Files.setPosixFilePermissions(directory.resolve("calls"), PosixFilePermissions.fromString("rw-rw-rw-"));

        assertThat(run(launcher)).doesNotContain("SharedArchiveFile");

        assertThat(archives).doesNotExist();
        assertThat(calls()).hasSize(1);
    }

    @Test
    void archiveThatCannotBeMadeIsNoErrorAndLeavesNothing() throws Exception {
        Files.createFile(directory.resolve("fails"));

        assertThat(run()).doesNotContain("SharedArchiveFile");

        assertThat(kept()).isEmpty();
    }

    @Test
    void startDuringTheWorkOfAnotherDoesWithout() throws Exception {
        Files.createFile(directory.resolve("waits"));
        Process first = launcher().start();
        try {
            awaitWork();

            assertThat(run()).doesNotContain("SharedArchiveFile");

            first.destroy();
            assertThat(first.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(first.exitValue()).isEqualTo(143);
            assertThat(kept()).as("what the other left when it was ended").isEmpty();
        } finally {
            end(first);
        }
    }

    @Test
    void workOfAProcessThatWasKilledIsTakenOver() throws Exception {
        Files.createFile(directory.resolve("waits"));
        Process first = launcher().start();
        try {
            awaitWork();
        } finally {
            end(first);
        }
        Files.delete(directory.resolve("waits"));
        assertThat(kept()).isNotEmpty();

        assertThat(run()).contains(using(only()));
    }

    @Test
    void startsAtOnceAreAllServedAndLeaveOneArchive() throws Exception {
        List<Process> starts = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            starts.add(launcher().start());
        }
        for (Process each : starts) {
            finish(each);
        }

        assertThat(run()).contains(using(only()));
    }

    @Test
    void archivesCanBeSwitchedOff() throws Exception {
        ProcessBuilder launcher = launcher();
        launcher.environment().put("NODENET_CLASS_ARCHIVE", "off");

        assertThat(run(launcher)).doesNotContain("SharedArchiveFile");
    }

    @Test
    void optionsOfTheUserComeLast() throws Exception {
        ProcessBuilder launcher = launcher();
        launcher.environment().put("NODENET_JAVA_OPTS", "-Xshare:off -Xmx1g");

        assertThat(run(launcher)).contains(using(only()).replace("-jar ", "-Xshare:off -Xmx1g -jar "));
    }

    @Test
    void nodeGivesUnusedMemoryBackWhereItsJvmCan() throws Exception {
        String elsewhere = run(node());
        jvm("an older JVM");
        String older = run(node());
        jvm("has TrimNativeHeapInterval");
        String with = run(node());
        jdk = jdk("newer", "22.0.1");
        jvm("a newer JVM");
        String newer = run(node());

        assertThat(List.of(elsewhere, older)).noneMatch(call -> call.contains("TrimNativeHeapInterval"));
        assertThat(List.of(with, newer))
                .allSatisfy(call -> assertThat(call)
                        .contains("-XX:TrimNativeHeapInterval=30000 ")
                        .endsWith("nodenet.jar run --console"));
        assertThat(run()).as("a command that ends at once").doesNotContain("TrimNativeHeapInterval");
    }

    private void jvm(String content) throws IOException {
        Files.writeString(Files.createDirectories(jdk.resolve("lib/server")).resolve("libjvm.so"), content);
    }

    @Test
    void jdksThatWouldWarnOfUnsafeAreToldToAllowIt() throws Exception {
        List<String> with = new ArrayList<>();
        for (String version : List.of("17.0.1", "23.0.1", "24.0.1", "25.0.1", "26.0.1")) {
            jdk = jdk("jdk-" + version, version);
            if (run().contains("--sun-misc-unsafe-memory-access=allow -Dio.netty.noUnsafe=false ")) {
                with.add(version);
            }
        }

        assertThat(with).containsExactly("24.0.1", "25.0.1");
    }

    private ProcessBuilder node() {
        return process(List.of(directory.resolve("tree/nodenet").toString(), "run", "--console"));
    }

    private void awaitWork() {
        Awaitility.await().until(() -> Files.exists(directory.resolve("waiting")));
    }

    private static void end(Process process) throws InterruptedException {
        List<ProcessHandle> all = process.descendants().toList();
        process.destroyForcibly().waitFor();
        all.forEach(ProcessHandle::destroyForcibly);
    }
}
