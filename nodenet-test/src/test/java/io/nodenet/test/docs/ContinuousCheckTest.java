package io.nodenet.test.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code .ci/run} with stand-ins for Maven and apt: what it waits for, what it skips, and what makes it fail. */
@EnabledOnOs(OS.LINUX)
class ContinuousCheckTest {
    private static final Path SCRIPT =
            Path.of("..", ".ci", "run").toAbsolutePath().normalize();
    private static final String LISTS_LOCK =
            "E: Could not get lock /var/lib/apt/lists/lock. It is held by process 7 (apt-get)";
    private static final long LIMIT_SECONDS = 60;

    @TempDir
    Path directory;

    private record Outcome(int status, String output, List<String> calls) {}

    @BeforeEach
    void standIns() throws IOException {
        program("mvn", "exit 0");
        program("apt-get", "exit 0");
    }

    /** Puts a program first on the path that notes its arguments before it does something else. */
    private void program(String name, String body) throws IOException {
        Path file = directory.resolve(name);
        Files.writeString(
                file, "#!/usr/bin/env bash\necho \"" + name + " $*\" >> '" + directory + "/calls'\n" + body + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    /** Runs the whole script without a newer JDK, after definitions that replace some of its functions. */
    private Outcome run(String definitions, String... environment) throws IOException, InterruptedException {
        String script = "source '" + SCRIPT + "'\nlock_pause=0\nnewer_jdk() { :; }\n" + definitions + "\nmain\n";
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", script).redirectErrorStream(true);
        Path output = directory.resolve("output");
        builder.redirectOutput(output.toFile());
        builder.environment().remove("ALLOW_SKIPS");
        builder.environment().merge("PATH", directory.toString(), (path, first) -> first + ":" + path);
        for (String each : environment) {
            builder.environment().put(each.split("=")[0], each.split("=")[1]);
        }
        Process process = builder.start();
        process.getOutputStream().close();
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("The script did not end:\n" + Files.readString(output));
        }
        Path calls = directory.resolve("calls");
        return new Outcome(
                process.exitValue(),
                Files.readString(output, UTF_8),
                Files.exists(calls) ? Files.readAllLines(calls) : List.of());
    }

    private static String missing(String packages) {
        return "missing_for_tests() { printf '" + packages + "'; }\n";
    }

    private static String installable(boolean can) {
        return "can_install() { " + can + "; }\n";
    }

    @Test
    void everythingIsBuiltToTheEndAndNothingInstalledWhenNothingIsMissing() throws Exception {
        Outcome outcome = run(missing(""));

        assertThat(outcome.status()).as(outcome.output()).isZero();
        assertThat(outcome.calls()).containsExactly("mvn -B -v", "mvn -B -ntp -fae verify");
        assertThat(outcome.output()).contains("PASS  everything on the default JDK");
    }

    @Test
    void failedBuildFailsTheCheck() throws Exception {
        program("mvn", "[ \"$2\" = -v ]");

        Outcome outcome = run(missing(""));

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.output()).contains("FAIL  everything on the default JDK");
    }

    @Test
    void failedTestsAreNamedAtTheEnd() throws Exception {
        program("mvn", """
                [ "$2" != -v ] || exit 0
                printf '\\033[1;31m[ERROR]\\033[m Tests run: 3, Failures: 1 <<< FAILURE! -- in a.OneTest\\n'
                printf '\\033[1;31m[ERROR]\\033[m a.OneTest.one -- Time elapsed: 0.1 s <<< FAILURE!\\n'
                seq -f '[ERROR] a.ManyTest.test%03g -- Time elapsed: 0.1 s <<< ERROR!' 40
                echo '[ERROR] Failed to execute goal a:b:1:test (default-test) on project c: There are test failures.'
                echo '[ERROR] /src/A.java:[3,4] cannot find symbol'
                seq -f 'what else the build says %g' 1000
                exit 1
                """);

        Outcome outcome = run(missing(""));

        String summary = outcome.output().substring(outcome.output().indexOf("=== summary"));
        assertThat(summary.lines())
                .hasSize(1 + 1 + 20 + 2 + 1)
                .contains(
                        "[ERROR] a.OneTest.one -- Time elapsed: 0.1 s <<< FAILURE!",
                        "[ERROR] Failed to execute goal a:b:1:test (default-test) on project c: There are test failures.",
                        "[ERROR] /src/A.java:[3,4] cannot find symbol");
    }

    @Test
    void missingPackageFailsTheCheckAfterTheBuild() throws Exception {
        Outcome outcome = run(missing("chromium prometheus") + installable(false));

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.calls()).contains("mvn -B -ntp -fae verify");
        assertThat(outcome.output())
                .contains("FAIL  the packages chromium prometheus are missing")
                .doesNotContain("SKIP  tests that");
    }

    @Test
    void missingPackageIsASkipIfThatIsAllowed() throws Exception {
        Outcome outcome = run(missing("postgresql") + installable(false), "ALLOW_SKIPS=1");

        assertThat(outcome.status()).as(outcome.output()).isZero();
        assertThat(outcome.output())
                .contains("SKIP  tests that need the packages postgresql")
                .doesNotContain("FAIL");
    }

    @Test
    void packageThatIsMissingAfterItsInstallationFailsTheCheck() throws Exception {
        Outcome outcome = run(missing("prometheus") + installable(true));

        assertThat(outcome.calls()).anyMatch(call -> call.startsWith("apt-get") && call.endsWith(" prometheus"));
        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.output()).contains("FAIL  the packages prometheus are missing");
    }

    @Test
    void heldLocksOfAptAreWaitedFor() throws Exception {
        Path installed = directory.resolve("installed");
        program("apt-get", """
                if [ "$(grep -c "^apt-get $*$" '%1$s/calls')" -lt 3 ]; then
                    echo '%2$s' >&2
                    exit 100
                fi
                [[ $* != *install* ]] || touch '%3$s'
                """.formatted(directory, LISTS_LOCK, installed));

        Outcome outcome =
                run("missing_for_tests() { [ -e '" + installed + "' ] || printf chromium; }\n" + installable(true));

        assertThat(outcome.status()).as(outcome.output()).isZero();
        assertThat(outcome.calls().stream().filter(call -> call.startsWith("apt-get")))
                .hasSize(6)
                .allMatch(call -> call.contains("-o DPkg::Lock::Timeout=600"));
        assertThat(outcome.output()).containsOnlyOnce("PASS").doesNotContain("FAIL");
    }

    @Test
    void lockThatIsNeverReleasedIsGivenUp() throws Exception {
        program("apt-get", "echo '" + LISTS_LOCK + "' >&2; exit 100");

        Outcome outcome = run("lock_limit=1\nlock_pause=0.2\n" + missing("chromium") + installable(true));

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.output()).contains("FAIL  the packages chromium are missing");
    }

    @Test
    void otherFailureOfAptIsNotRepeated() throws Exception {
        program("apt-get", "echo 'E: Unable to locate package' >&2; exit 100");

        Outcome outcome = run(missing("chromium") + installable(true));

        assertThat(outcome.calls().stream().filter(call -> call.startsWith("apt-get")))
                .hasSize(2);
        assertThat(outcome.status()).isEqualTo(1);
    }

    @Test
    void onThisMachineTheMissingPackagesAreNamed() throws Exception {
        Outcome outcome = run("main() { echo \"[$(missing_for_tests)]\"; }");

        assertThat(outcome.output())
                .matches("\\[((chromium chromium-driver|postgresql|prometheus|iproute2|nftables) )*]\\n");
    }

    @Test
    void toolsOfTheNatLaboratoryAreInstalledWhereTheyAreMissing() throws Exception {
        Outcome outcome = run(
                "command() { [ \"$2\" != ip ] && [ \"$2\" != nft ]; }\nmain() { echo \"[$(missing_for_tests)]\"; }");

        assertThat(outcome.output()).endsWith("iproute2 nftables ]\n");
    }
}
