package io.nodenet.spring.boot.autoconfigure.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nodenet.NettyVersionException;
import io.nodenet.identity.Identity;
import io.nodenet.identity.IdentityLock;
import io.nodenet.identity.SeedFile;
import io.nodenet.spring.boot.NodenetListener;
import io.nodenet.spring.boot.SimpleMessageConverter;
import java.io.File;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What a person reads when the application does not start, word for word. */
@ExtendWith(OutputCaptureExtension.class)
class FailureAnalyzersTest {
    private static final String SEED = "7".repeat(64);
    private static final String HEAD = "APPLICATION FAILED TO START\n***************************\n\n";
    private static final String IDENTITY_ACTION = """

            Action:

            Follow the description, or specify another file with nodenet.identity.location; nodenet.network.difficulty is the\
             difficulty of the network to join, nodenet.identity.mint-timeout limits the search for a new identity.
            """;
    private static final String CONFIGURATION_ACTION = """

            Action:

            Correct the nodenet.* properties, or the customizer that changed the setting.
            """;
    private static final String VALUE_ACTION = """

            Action:

            Review the value of the property with the provided reason.
            """;

    @TempDir
    Path directory;

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {
        /** Takes properties, as an application that is run by hand. */
        public static void main(String[] arguments) {
            new SpringApplicationBuilder(Application.class)
                    .web(WebApplicationType.NONE)
                    .run(arguments);
        }
    }

    /** As if Jackson were not on the class path. */
    @Configuration(proxyBeanMethods = false)
    static class ListenerWithoutJackson {
        record Line(String text) {}

        @Bean
        SimpleMessageConverter converter() {
            return new SimpleMessageConverter();
        }

        @NodenetListener
        void on(Line line) {}
    }

    private static String failure(CapturedOutput output, String... properties) {
        return failure(output, List.of(Application.class), properties);
    }

    private static String failure(CapturedOutput output, List<Class<?>> sources, String... properties) {
        SpringApplication application = new SpringApplicationBuilder(sources.toArray(Class[]::new))
                .web(WebApplicationType.NONE)
                .build();
        List<String> arguments = new ArrayList<>(List.of("--nodenet.transport.quic.address=127.0.0.1"));
        for (String property : properties) {
            arguments.add("--" + property);
        }
        assertThatCode(() -> application.run(arguments.toArray(String[]::new))).isNotNull();
        return explanation(output.getAll());
    }

    private static String explanation(String output) {
        int start = output.indexOf(HEAD);
        assertThat(start).as(output).isPositive();
        return output.substring(start + HEAD.length()).stripTrailing() + "\n";
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
                    .isEqualTo("""
                            Description:

                            The node cannot start: port %d/udp is already in use: choose another port, or stop the process that holds it.

                            Action:

                            Set nodenet.transport.quic.port (0 for any free port) or nodenet.transport.quic.address, or stop the process that\
                             holds the port.
                            """.formatted(port));
        }
    }

    @Test
    void identityOpenToOthersIsRefusedWithTheCommandToCloseIt(CapturedOutput output) throws Exception {
        Path file = directory.resolve("open.seed");
        SeedFile.create(file, Identity.generate());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        assertThat(failure(output, "nodenet.network.difficulty=0", "nodenet.identity.location=" + file))
                .isEqualTo("""
                        Description:

                        The node has no identity: The identity file %s is open to others (rw-r--r--): run chmod 600 %s.
                        """.formatted(file, file) + IDENTITY_ACTION);
    }

    @Test
    void identityOfTheWrongLengthIsNamed(CapturedOutput output) throws Exception {
        Path file = Files.writeString(directory.resolve("short.seed"), "short");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));

        assertThat(failure(output, "nodenet.network.difficulty=0", "nodenet.identity.location=" + file))
                .isEqualTo("""
                        Description:

                        The node has no identity: The identity file %s has 5 bytes instead of 32: restore it from a backup, or move it away to\
                         mint a new identity.
                        """.formatted(file) + IDENTITY_ACTION);
    }

    @Test
    void directoryInsteadOfAnIdentityIsNamed(CapturedOutput output) throws Exception {
        Path file = Files.createDirectory(
                directory.resolve("directory.seed"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));

        assertThat(failure(output, "nodenet.network.difficulty=0", "nodenet.identity.location=" + file))
                .isEqualTo("""
                        Description:

                        The node has no identity: The identity file %s is a directory: name a file in it.
                        """.formatted(file) + IDENTITY_ACTION);
    }

    @Test
    void identityBelowTheDifficultyTellsByHowMuch(CapturedOutput output) throws Exception {
        Path file = directory.resolve("weak.seed");
        SeedFile.create(file, Identity.fromSeed(new byte[Identity.SEED_LENGTH]));

        assertThat(failure(output, "nodenet.network.difficulty=200", "nodenet.identity.location=" + file))
                .isEqualTo("""
                        Description:

                        The node has no identity: The identity file %s has 3 bits of work, and difficulty 200 needs 197 more: move the file away\
                         to mint a new identity, or name the difficulty of the network it is for.
                        """.formatted(file) + IDENTITY_ACTION);
    }

    @Test
    void malformedAnchorIsNamedByItsIndex(CapturedOutput output) {
        String good = "0".repeat(63) + "1@192.0.2.7:4242";

        assertThat(failure(
                        output,
                        "nodenet.identity.seed=" + SEED,
                        "nodenet.network.difficulty=0",
                        "nodenet.anchors=" + good + ",nonsense@host"))
                .isEqualTo("""
                        Description:

                        Invalid value 'nonsense@host' for configuration property 'nodenet.anchors[1]'. Validation failed for the following\
                         reason:

                        Invalid anchor "nonsense@host": what stands before the @ is not a NodeID: write <64 hex digits>@<host>:<port>
                        """ + VALUE_ACTION);
    }

    @Test
    void missingFileThatMayNotBeCreatedIsNamed(CapturedOutput output) {
        Path file = directory.resolve("absent.seed");

        assertThat(failure(output, "nodenet.identity.create=false", "nodenet.identity.location=" + file))
                .isEqualTo("""
                        Description:

                        Invalid value '%s' for configuration property 'nodenet.identity.location' (originating from\
                         '"nodenet.identity.location" from property source "commandLineArgs"'). Validation failed for the following reason:

                        The file does not exist, and nodenet.identity.create is false: specify an existing identity file, or allow its creation.
                        """.formatted(file) + VALUE_ACTION);
    }

    @Test
    void malformedSeedIsNotRepeated(CapturedOutput output) {
        assertThat(failure(output, "nodenet.identity.seed=" + "5ec3e7".repeat(5)))
                .isEqualTo("""
                        Description:

                        The configuration of the node is invalid: nodenet.identity.seed is not 64 hex digits: look for missing or other characters.
                        """ + CONFIGURATION_ACTION);
    }

    @Test
    void seedBelowTheDifficultyTellsItsWorkAndIsNotRepeated(CapturedOutput output) {
        assertThat(failure(output, "nodenet.identity.seed=" + SEED, "nodenet.network.difficulty=200"))
                .isEqualTo("""
                        Description:

                        The configuration of the node is invalid: the NodeID of nodenet.identity.seed has 0 leading zero bits, and\
                         nodenet.network.difficulty is 200: mint an identity for this network, or set the network's difficulty.
                        """ + CONFIGURATION_ACTION);
    }

    @Test
    void anchorsBeyondTheLimitAreToldWithTheirProperty(CapturedOutput output) {
        String anchors = IntStream.rangeClosed(1, 257)
                .mapToObj("%064x@192.0.2.1:1"::formatted)
                .collect(Collectors.joining(","));

        assertThat(failure(
                        output,
                        "nodenet.identity.seed=" + SEED,
                        "nodenet.network.difficulty=0",
                        "nodenet.anchors=" + anchors))
                .isEqualTo("""
                        Description:

                        The configuration of the node is invalid: nodenet.anchors names 257 nodes, but a node has at most 256 anchors: remove\
                         some.
                        """ + CONFIGURATION_ACTION);
    }

    @Test
    void identityInUseIsToldWithTheRemedy(CapturedOutput output) {
        Path file = directory.resolve("used.seed");
        SeedFile.create(file, Identity.generate());
        try (IdentityLock running = IdentityLock.acquire(file)) {
            assertThat(running).isNotNull();
            assertThat(failure(output, "nodenet.network.difficulty=0", "nodenet.identity.location=" + file))
                    .isEqualTo("""
                            Description:

                            The node has no identity: The identity file %s is in use by another running node, and two nodes with one NodeID\
                             take each other's messages: stop that node, or name another file with --identity or nodenet.identity.location,\
                             for a separate NodeID.
                            """.formatted(file) + IDENTITY_ACTION);
        }
    }

    @Test
    void listenerWhosePayloadNoConverterMakesIsNamed(CapturedOutput output) {
        assertThat(failure(
                        output,
                        List.of(Application.class, ListenerWithoutJackson.class),
                        "nodenet.identity.seed=" + SEED,
                        "nodenet.network.difficulty=0"))
                .isEqualTo("""
                        Description:

                        Invalid @NodenetListener method void %1$s.on(%1$s$Line): Cannot convert a payload to %1$s$Line: declare byte[] or String,\
                         add spring-boot-starter-jackson for JSON, or define a NodenetMessageConverter bean.

                        Action:

                        Change the method, the dependencies or the NodenetMessageConverter bean as described.
                        """.formatted(ListenerWithoutJackson.class.getName()));
        assertThat(output.getAll()).doesNotContain("runs at");
    }

    /** Runs the application in a process of its own, from whose class path the library is really removed. */
    @Test
    void missingNativeLibraryNamesTheArtifactToAdd() throws Exception {
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("netty-codec-native-quic"))
                .collect(Collectors.joining(File.pathSeparator));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classPath,
                        Application.class.getName(),
                        "--nodenet.identity.seed=" + SEED,
                        "--nodenet.network.difficulty=0")
                .redirectErrorStream(true)
                .start();

        assertThat(explanation(output(process))).isEqualTo("""
                        Description:

                        The native QUIC library for linux-x86_64 cannot be loaded: add the dependency\
                         io.netty:netty-codec-native-quic:linux-x86_64 in the version of the other Netty artifacts, and on JDK 24 or newer allow\
                         native access (--enable-native-access=ALL-UNNAMED)

                        Action:

                        Add the artifact to the runtime class path; nodenet-spring-boot-starter brings those of all five platforms. If it is\
                         there, compare its version with that of the other io.netty artifacts: Spring Boot manages one whose native\
                         QUIC libraries may not be published, which the property netty.version overrides.
                        """);
        assertThat(process.waitFor()).isEqualTo(1);
    }

    private static String output(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void bootThreeIsRefusedWithTheReason() {
        assertThatExceptionOfType(UnsupportedBootVersionException.class)
                .isThrownBy(() -> BootVersionVerifier.verify("3.5.16"))
                .satisfies(e -> {
                    FailureAnalysis analysis = new BootVersionFailureAnalyzer().analyze(e);
                    assertThat(analysis.getDescription())
                            .isEqualTo("nodenet needs Spring Boot 4, the application runs on 3.5.16.");
                    assertThat(analysis.getAction())
                            .isEqualTo(
                                    "Use Spring Boot 4.0.7 or newer: Spring Boot 3.5 manages Netty 4.1, which has no QUIC codec."
                                            + " Without Spring Boot, nodenet-core can be used as a plain library.");
                });
        assertThatCode(() -> BootVersionVerifier.verify("4.0.0")).doesNotThrowAnyException();
        assertThatCode(() -> BootVersionVerifier.verify("10.1")).doesNotThrowAnyException();
        assertThatCode(() -> BootVersionVerifier.verify(null)).doesNotThrowAnyException();
    }

    @Test
    void nettyThatIsTooOldNamesThePropertyToSet() {
        FailureAnalysis analysis =
                new TransportFailureAnalyzer().analyze(new NettyVersionException("Netty 4.2.10.Final is too old"));

        assertThat(analysis.getDescription()).isEqualTo("Netty 4.2.10.Final is too old.");
        assertThat(analysis.getAction())
                .isEqualTo(
                        "Spring Boot manages the version of Netty: use Spring Boot 4.0.7 or newer, or set the property"
                                + " netty.version (with imported dependencies, import io.netty:netty-bom before them).");
    }
}
