package io.nodenet.spring.boot.autoconfigure.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nodenet.NativeLibraryException;
import io.nodenet.identity.Identity;
import io.nodenet.identity.SeedFile;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;

/** What a person reads when the application does not start. */
@ExtendWith(OutputCaptureExtension.class)
class FailureAnalyzersTest {
    private static final String SEED = "7".repeat(64);

    @TempDir
    Path directory;

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}

    private static String failure(CapturedOutput output, String... properties) {
        SpringApplication application = new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .build();
        List<String> arguments = new ArrayList<>(List.of("--nodenet.transport.quic.address=127.0.0.1"));
        for (String property : properties) {
            arguments.add("--" + property);
        }
        assertThatCode(() -> application.run(arguments.toArray(String[]::new))).isNotNull();
        String all = output.getAll();
        int start = all.indexOf("APPLICATION FAILED TO START");
        assertThat(start).as(all).isPositive();
        return all.substring(start);
    }

    @Test
    void portInUseIsNamedWithItsProperty(CapturedOutput output) throws Exception {
        try (DatagramSocket taken = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();

            assertThat(failure(
                            output,
                            "nodenet.identity.seed=" + SEED,
                            "nodenet.network.difficulty=0",
                            "nodenet.transport.quic.port=" + port))
                    .contains(
                            "The node cannot start: port " + port
                                    + "/udp is already in use: choose another port, or stop the process that holds it.",
                            "Set nodenet.transport.quic.port (0 for any free port) or nodenet.transport.quic.address, or stop the process"
                                    + " that holds the port.");
        }
    }

    @Test
    void identityOpenToOthersIsRefusedWithTheCommandToCloseIt(CapturedOutput output) throws Exception {
        Path file = directory.resolve("open.seed");
        SeedFile.create(file, Identity.generate());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        assertThat(failure(output, "nodenet.network.difficulty=0", "nodenet.identity.location=" + file))
                .contains(
                        "The node has no identity: The identity file " + file
                                + " is open to others (rw-r--r--): run chmod 600 " + file + ".",
                        "nodenet.identity.location");
    }

    @Test
    void unreadableIdentityIsNamed(CapturedOutput output) throws Exception {
        Path file = Files.writeString(directory.resolve("short.seed"), "short");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));

        assertThat(failure(output, "nodenet.network.difficulty=0", "nodenet.identity.location=" + file))
                .contains("The identity file " + file + " has 5 bytes instead of 32");
    }

    @Test
    void identityBelowTheDifficultyTellsByHowMuch(CapturedOutput output) throws Exception {
        Path file = directory.resolve("weak.seed");
        SeedFile.create(file, Identity.fromSeed(new byte[Identity.SEED_LENGTH]));

        assertThat(failure(output, "nodenet.network.difficulty=200", "nodenet.identity.location=" + file))
                .containsPattern("has \\d+ bits? of work, and difficulty 200 needs \\d+ more: move the file away")
                .contains("nodenet.network.difficulty is the difficulty of the network to join");
    }

    @Test
    void malformedBootstrapEntryIsNamedByItsIndex(CapturedOutput output) {
        String good = "0".repeat(63) + "1@192.0.2.7:4242";

        assertThat(failure(
                        output,
                        "nodenet.identity.seed=" + SEED,
                        "nodenet.network.difficulty=0",
                        "nodenet.bootstrap=" + good + ",nonsense@host"))
                .contains("'nonsense@host'", "'nodenet.bootstrap[1]'", "<64 hex digits>@<host>:<port>");
    }

    @Test
    void missingFileThatMayNotBeCreatedIsNamed(CapturedOutput output) {
        assertThat(failure(
                        output,
                        "nodenet.identity.create=false",
                        "nodenet.identity.location=" + directory.resolve("absent.seed")))
                .contains("'nodenet.identity.location'", "absent.seed", "nodenet.identity.create is false");
    }

    @Test
    void malformedSeedIsNotRepeated(CapturedOutput output) {
        assertThat(failure(output, "nodenet.identity.seed=" + "5ec3e7".repeat(5)))
                .contains("nodenet.identity.seed is not 64 hex digits")
                .doesNotContain("5ec3e7");
    }

    @Test
    void seedBelowTheDifficultyTellsItsWorkAndIsNotRepeated(CapturedOutput output) {
        assertThat(failure(output, "nodenet.identity.seed=" + SEED, "nodenet.network.difficulty=200"))
                .contains("the NodeID of nodenet.identity.seed has", "nodenet.network.difficulty is 200")
                .doesNotContain(SEED);
    }

    @Test
    void nodeThatIsItsOwnAnchorIsTold(CapturedOutput output) {
        String self = Identity.fromSeed(HexFormat.of().parseHex(SEED)).nodeId() + "@192.0.2.7:4242";

        assertThat(failure(
                        output,
                        "nodenet.identity.seed=" + SEED,
                        "nodenet.network.difficulty=0",
                        "nodenet.bootstrap=" + self))
                .contains(
                        "The configuration of the node is invalid: The anchor " + self,
                        "is this node itself: remove it.");
    }

    @Test
    void missingNativeLibraryNamesTheArtifactAndTheVersionProperty() {
        NativeLibraryException missing =
                new NativeLibraryException("The native QUIC library for linux-x86_64 cannot be loaded: add it");

        assertThat(new TransportFailureAnalyzer().analyze(missing).getAction())
                .contains("nodenet-spring-boot-starter", "netty.version");
    }

    @Test
    void bootThreeIsRefusedWithTheReason() {
        assertThatExceptionOfType(UnsupportedBootVersionException.class)
                .isThrownBy(() -> BootVersionVerifier.verify("3.5.16"))
                .satisfies(e -> assertThat(
                                new BootVersionFailureAnalyzer().analyze(e).getDescription())
                        .isEqualTo("nodenet needs Spring Boot 4, the application runs on 3.5.16."));
        assertThatCode(() -> BootVersionVerifier.verify("4.0.0")).doesNotThrowAnyException();
        assertThatCode(() -> BootVersionVerifier.verify("10.1")).doesNotThrowAnyException();
        assertThatCode(() -> BootVersionVerifier.verify(null)).doesNotThrowAnyException();
    }
}
