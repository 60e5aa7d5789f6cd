package io.nodenet.cli;

import static io.nodenet.cli.CommandLineRunner.ID;
import static io.nodenet.cli.CommandLineRunner.SEED;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.address.Endpoint;
import io.nodenet.address.HostPort;
import io.nodenet.fact.CloseReason;
import io.nodenet.fact.ConnectivityPhase;
import io.nodenet.fact.NatKind;
import io.nodenet.fact.NodeEvent;
import io.nodenet.fact.PathChangeReason;
import io.nodenet.fact.PathKind;
import io.nodenet.fact.ReflexiveAddress;
import io.nodenet.kad.NodeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class RunCommandTest {
    private static final String PEER = "ab".repeat(32);

    private final CommandLineRunner cli = new CommandLineRunner();

    @TempDir
    Path directory;

    @Test
    void withoutAnchorAndListenItFails() {
        assertThat(cli.run("run", "--seed", SEED, "--difficulty", "0")).isEqualTo(1);
        assertThat(cli.errLines())
                .singleElement()
                .asString()
                .contains("--listen")
                .contains("--anchor");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--log-level=loud",
                "--listen=nowhere",
                "--listen=127.0.0.1:70000",
                "--anchor=zz@127.0.0.1:1",
                "--anchor=" + "ab@127.0.0.1:1",
                "--advertise=x",
                "--seed=0707",
                "--difficulty=many",
                "--gate=perhaps",
                "--relay=perhaps",
                "--calls",
                "--calls=perhaps",
                "--frobnicate",
                "--difficulty=-1",
                "--difficulty=257",
                "--max-inbound=-1",
                "--reflexive-quorum=0",
                "--reflexive-quorum=1025",
                "--target-edges=-1",
                "--target-edges=1025",
                "--max-inbound-per-address=0",
                "--max-inbound-per-ip=0"
            })
    void wrongUseIsOneLineAndAHint(String option) {
        assertThat(cli.run("run", "--listen", "127.0.0.1:0", option)).isEqualTo(2);
        assertThat(cli.errLines()).hasSize(2).first().asString().startsWith("nodenet: ");
        assertThat(cli.outLines()).isEmpty();
    }

    @Test
    void unknownCommandIsWrongUse() {
        assertThat(cli.run("walk")).isEqualTo(2);
        assertThat(new CommandLineRunner().run()).isEqualTo(2);
    }

    @Test
    void shortIdentityFileFails() throws IOException {
        Path file = Files.createFile(
                directory.resolve("short.seed"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(file, new byte[31]);
        assertThat(cli.run("run", "--listen", "127.0.0.1:0", "--identity", file.toString()))
                .isEqualTo(1);
        assertThat(cli.errLines()).singleElement().asString().contains(file.toString());
    }

    @Test
    void identityBelowTheDifficultyFails() {
        Path file = directory.resolve("weak.seed");
        assertThat(cli.run("identity", "mint", file.toString(), "--difficulty", "0"))
                .isZero();
        CommandLineRunner second = new CommandLineRunner();
        assertThat(second.run("run", "--listen", "127.0.0.1:0", "--identity", file.toString(), "--difficulty", "200"))
                .isEqualTo(1);
        assertThat(second.errLines()).singleElement().asString().contains("difficulty 200");
        CommandLineRunner third = new CommandLineRunner();
        assertThat(third.run("run", "--listen", "127.0.0.1:0", "--seed", SEED, "--difficulty", "200"))
                .isEqualTo(1);
        assertThat(third.errLines()).singleElement().asString().contains("leading zero bits");
    }

    @Test
    void identityFileIsLockedWhileANodeRunsAndCanBeShown() {
        Path file = directory.resolve("a.seed");
        assertThat(cli.run("identity", "mint", file.toString(), "--difficulty", "0"))
                .isZero();
        String[] run = {"run", "--console", "--difficulty=0", "--listen=127.0.0.1:0", "--identity", file.toString()};
        CommandLineRunner second = new CommandLineRunner();
        CommandLineRunner first = new CommandLineRunner();
        first.node.onStart = () -> {
            assertThat(second.run(run)).isEqualTo(1);
            assertThat(new CommandLineRunner().run("identity", "show", file.toString()))
                    .isZero();
        };

        assertThat(first.run(run)).isZero();

        assertThat(second.errLines())
                .singleElement()
                .asString()
                .contains("The identity file " + file + " is in use by another running node")
                .contains("--identity");
        assertThat(second.started).isEmpty();
        assertThat(new CommandLineRunner().run(run)).isZero();
    }

    @Test
    void whatCannotBeStartedIsOneLineAndOneEvent() {
        cli.failingToStart("Cannot bind 127.0.0.1:4242: the port is in use");
        assertThat(cli.run("run", "--console", "--seed", SEED, "--difficulty=0", "--listen=127.0.0.1:4242"))
                .isEqualTo(1);
        assertThat(cli.errLines()).containsExactly("nodenet: Cannot bind 127.0.0.1:4242: the port is in use");
        assertThat(cli.outLines())
                .last()
                .isEqualTo("{\"event\":\"error\",\"error\":\"Cannot bind 127.0.0.1:4242: the port is in use\"}");
    }

    @Test
    void optionsReachTheNode() {
        assertThat(cli.run(
                        "run",
                        "--console",
                        "--seed=" + SEED,
                        "--difficulty=0",
                        "--listen=[::1]:4242",
                        "--anchor=" + PEER + "@example.org:1," + PEER + "@[::1]:2",
                        "--bootstrap=" + PEER + "@127.0.0.1:3",
                        "--bootstrap=",
                        "--advertise=192.0.2.1:5",
                        "--max-inbound=7",
                        "--target-edges=5",
                        "--reflexive-quorum=2",
                        "--max-inbound-per-address=3",
                        "--peers=" + directory.resolve("node.peers"),
                        "--echo"))
                .isZero();
        assertThat(cli.started).singleElement().satisfies(settings -> {
            assertThat(settings.identity().nodeId()).isEqualTo(ID);
            assertThat(settings.listen()).isEqualTo(HostPort.parse("[::1]:4242"));
            assertThat(settings.anchors())
                    .extracting(entry -> entry.address().toString())
                    .containsExactly("example.org:1", "[::1]:2", "127.0.0.1:3");
            assertThat(settings.advertise()).containsExactly(HostPort.parse("192.0.2.1:5"));
            assertThat(settings.difficulty()).isZero();
            assertThat(settings.maxInbound()).isEqualTo(7);
            assertThat(settings.targetEdges()).isEqualTo(5);
            assertThat(settings.reflexiveQuorum()).isEqualTo(2);
            assertThat(settings.maxInboundPerAddress()).isEqualTo(3);
            assertThat(settings.peers()).isEqualTo(directory.resolve("node.peers"));
            assertThat(settings.echo()).isTrue();
        });
    }

    @Test
    void peerBookThatIsThereIsSomebodyToJoinByAndNoneIsTheDefault() throws IOException {
        Path book = directory.resolve("node.peers");
        String[] run = {"run", "--console", "--seed=" + SEED, "--difficulty=0", "--peers=" + book};
        assertThat(new CommandLineRunner().run(run)).isEqualTo(1);

        Files.createFile(book);

        assertThat(cli.run(run)).isZero();
        assertThat(cli.run("run", "--console", "--seed=" + SEED, "--difficulty=0", "--listen=127.0.0.1:0"))
                .isZero();
        assertThat(cli.started).extracting(RunOptions::peers).containsExactly(book, null);
    }

    @Test
    void formerNamesOfOptionsAreAliases() {
        assertThat(cli.run(
                        "run",
                        "--console",
                        "--seed=" + SEED,
                        "--difficulty=0",
                        "--anchor=" + PEER + "@127.0.0.1:3",
                        "--bootstrap=" + PEER + "@127.0.0.1:4",
                        "--max-inbound-per-ip=3"))
                .isZero();
        assertThat(cli.started).singleElement().satisfies(settings -> {
            assertThat(settings.anchors())
                    .extracting(entry -> entry.address().toString())
                    .containsExactly("127.0.0.1:3", "127.0.0.1:4");
            assertThat(settings.maxInboundPerAddress()).isEqualTo(3);
        });
    }

    @Test
    void moreAnchorsThanTheLimitAreWrongUse() {
        String anchors = IntStream.rangeClosed(1, 257)
                .mapToObj("%064x@192.0.2.1:1"::formatted)
                .collect(Collectors.joining(","));
        assertThat(cli.run("run", "--difficulty=0", "--seed=" + SEED, "--anchor=" + anchors))
                .isEqualTo(2);
        assertThat(cli.errLines())
                .first()
                .isEqualTo("nodenet: --anchor names 257 nodes, but a node has at most 256 anchors: remove some");
        assertThat(cli.started).isEmpty();
    }

    @Test
    void outOfRangeOptionIsNamedWithItsRange() {
        assertThat(cli.run("run", "--listen", "127.0.0.1:0", "--difficulty=257"))
                .isEqualTo(2);
        assertThat(cli.errLines()).first().isEqualTo("nodenet: --difficulty is 257: choose a value from 0 to 256");
    }

    @Test
    void defaults() {
        assertThat(cli.run("run", "--console", "--seed=" + SEED, "--difficulty=0", "--listen=:0", "--gate=false"))
                .isZero();
        assertThat(cli.started).singleElement().satisfies(settings -> {
            assertThat(settings.listen()).isEqualTo(HostPort.parse("0.0.0.0:0"));
            assertThat(settings.anchors()).isEmpty();
            assertThat(settings.maxInbound()).isEqualTo(256);
            assertThat(settings.targetEdges()).isEqualTo(32);
            assertThat(settings.reflexiveQuorum()).isEqualTo(3);
            assertThat(settings.maxInboundPerAddress()).isEqualTo(32);
            assertThat(settings.echo()).isFalse();
            assertThat(settings.gate()).isNull();
        });
    }

    @Test
    void optionsAsTheLaboratoryGivesThemAreTaken() {
        assertThat(cli.run(
                        "run",
                        "--console",
                        "--echo",
                        "--seed=" + SEED,
                        "--listen=127.0.0.1:0",
                        "--difficulty=0",
                        "--anchor=",
                        "--relay=false",
                        "--gate=false",
                        "--calls=none"))
                .isZero();
        assertThat(cli.started).singleElement().satisfies(settings -> {
            assertThat(settings.anchors()).isEmpty();
            assertThat(settings.gate()).isNull();
            assertThat(settings.relay()).isFalse();
            assertThat(settings.targetEdges()).isEqualTo(32);
        });
        assertThat(cli.errLines()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"none, false, false", "even, true, false", "all, true, true"})
    void callsSayWhoseAreTaken(String whose, boolean even, boolean odd) {
        assertThat(cli.run(
                        "run",
                        "--console",
                        "--seed=" + SEED,
                        "--difficulty=0",
                        "--listen=127.0.0.1:0",
                        "--calls=" + whose))
                .isZero();

        assertThat(cli.started).singleElement().satisfies(settings -> {
            assertThat(settings.calls().mayCall(NodeId.parse("00".repeat(31) + "02")))
                    .isEqualTo(even);
            assertThat(settings.calls().mayCall(NodeId.parse("00".repeat(31) + "ff")))
                    .isEqualTo(odd);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"--relay", "--relay=true"})
    void nodeThatVolunteersSaysSo(String option) {
        cli.node.relaySessions = 256;
        assertThat(cli.run("run", "--console", "--seed=" + SEED, "--difficulty=0", "--listen=127.0.0.1:0", option))
                .isZero();

        assertThat(cli.started).singleElement().matches(RunOptions::relay);
        assertThat(cli.errLines()).isEmpty();
        assertThat(cli.outLines()).first().asString().endsWith("\"relay\":true}");
    }

    @Test
    void gatedNodeDialsNobodyOfItsOwnAccord() {
        assertThat(cli.run(
                        "run",
                        "--console",
                        "--seed=" + SEED,
                        "--difficulty=0",
                        "--listen=:0",
                        "--gate",
                        "--anchor=" + PEER + "@127.0.0.1:3"))
                .isZero();
        assertThat(cli.started).singleElement().satisfies(settings -> {
            assertThat(settings.gate()).isNotNull();
            assertThat(settings.targetEdges()).isZero();
        });
    }

    @Test
    void consoleBeginsWithReadyAndEndsWithStopped() {
        Endpoint seen = Endpoint.quic("198.51.100.9:4242");
        cli.node.events.add(new NodeEvent.PhaseChanged(ConnectivityPhase.BOOTSTRAP, ConnectivityPhase.NEEDS_FILL, 9));
        cli.node.events.add(new NodeEvent.PeerConnected(NodeId.parse(PEER), PathKind.DIRECT, false, seen));
        cli.node.events.add(new NodeEvent.PathChanged(
                NodeId.parse(PEER), PathKind.RELAYED, PathKind.PUNCHED, true, seen, PathChangeReason.BETTER_PATH));
        cli.node.events.add(new NodeEvent.PeerDisconnected(NodeId.parse(PEER), CloseReason.PEER_LEFT));
        cli.node.events.add(new NodeEvent.ReflexiveAddressChanged(
                new ReflexiveAddress(List.of(seen), NatKind.ENDPOINT_INDEPENDENT)));
        cli.node.events.add(new NodeEvent.ReflexiveAddressChanged(
                new ReflexiveAddress(List.of(), NatKind.ADDRESS_AND_PORT_DEPENDENT)));
        cli.typing("{\"cmd\":\"drop\",\"peer\":\"" + PEER + "\",\"tag\":1}\n");
        assertThat(cli.run("run", "--console", "--seed=" + SEED, "--difficulty=0", "--listen=127.0.0.1:0"))
                .isZero();
        assertThat(cli.outLines())
                .containsExactly(
                        "{\"event\":\"ready\",\"id\":\"" + ID
                                + "\",\"endpoint\":\"127.0.0.1:4242\",\"difficulty\":0,\"relay\":false}",
                        "{\"event\":\"phase\",\"from\":\"bootstrap\",\"to\":\"needs-fill\",\"edges\":9}",
                        "{\"event\":\"edge\",\"peer\":\"" + PEER
                                + "\",\"path\":\"direct\",\"direction\":\"in\",\"remote\":\"198.51.100.9:4242\"}",
                        "{\"event\":\"edge\",\"peer\":\"" + PEER
                                + "\",\"path\":\"punched\",\"direction\":\"out\",\"remote\":\"198.51.100.9:4242\","
                                + "\"previous\":\"relayed\",\"reason\":\"better-path\"}",
                        "{\"event\":\"edge-lost\",\"peer\":\"" + PEER + "\",\"reason\":\"peer-left\"}",
                        "{\"event\":\"reflexive\",\"endpoint\":\"198.51.100.9:4242\",\"symmetric\":false,"
                                + "\"nat\":\"endpoint-independent\"}",
                        "{\"event\":\"reflexive\",\"endpoint\":null,\"symmetric\":true,"
                                + "\"nat\":\"address-and-port-dependent\"}",
                        "{\"event\":\"done\",\"cmd\":\"drop\",\"tag\":1,\"result\":\"dropped\"}",
                        "{\"event\":\"stopped\"}");
        assertThat(cli.node.calls).containsExactly("drop abababab", "close");
    }

    @Test
    void nodeThatFailsEndsTheProcessWithAFailure() {
        cli.node.events.add(new NodeEvent.NodeFailed(ID, "java.lang.OutOfMemoryError: Java heap space"));

        assertThat(cli.run("run", "--seed=" + SEED, "--difficulty=0", "--listen=127.0.0.1:0"))
                .isEqualTo(1);
        assertThat(cli.errLines()).last().asString().contains("has failed", "OutOfMemoryError");
        assertThat(cli.node.calls).containsExactly("close");
    }

    @Test
    void helpIsNoError() {
        assertThat(cli.run("run", "--help")).isZero();
        assertThat(cli.out.toString()).contains("--listen").contains("--anchor");
        assertThat(new CommandLineRunner().run("--version")).isZero();
    }
}
