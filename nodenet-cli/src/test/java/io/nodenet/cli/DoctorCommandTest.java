package io.nodenet.cli;

import static io.nodenet.cli.CommandLineRunner.SEED;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.NodenetTimeoutException;
import io.nodenet.address.Endpoint;
import io.nodenet.address.HostPort;
import io.nodenet.diagnosis.Check;
import io.nodenet.fact.AnchorEntry;
import io.nodenet.fact.AnchorSnapshot;
import io.nodenet.fact.AnchorState;
import io.nodenet.fact.ClockSkew;
import io.nodenet.fact.ConnectivityPhase;
import io.nodenet.fact.NatKind;
import io.nodenet.fact.PathKind;
import io.nodenet.fact.ReflexiveAddress;
import io.nodenet.identity.IdentityLock;
import io.nodenet.kad.NodeId;
import io.nodenet.metrics.Labels;
import io.nodenet.node.EdgeSnapshot;
import io.nodenet.node.NodeSnapshot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.jr.ob.JSON;

@Timeout(60)
class DoctorCommandTest {
    private static final NodeId PEER = NodeId.parse("ab".repeat(32));
    private static final AnchorEntry ANCHOR = AnchorEntry.parse(PEER + "@198.51.100.7:4242");

    private final CommandLineRunner cli = new CommandLineRunner();

    @TempDir
    Path directory;

    /** What a node knows that has seen everything. */
    private static NodeSnapshot healthy(NodeSnapshot node) {
        EdgeSnapshot edge = new EdgeSnapshot(
                PEER,
                PathKind.DIRECT,
                false,
                Endpoint.quic("198.51.100.7:4242"),
                1,
                false,
                false,
                true,
                Duration.ZERO,
                Duration.ZERO,
                null,
                null,
                Duration.ZERO,
                null);
        return with(
                node,
                NatKind.NONE,
                List.of(edge),
                new ClockSkew(Duration.ZERO, 5),
                new AnchorSnapshot(ANCHOR, AnchorState.CONNECTED, 0, null));
    }

    /** What a node knows whose anchor is silent. */
    private static NodeSnapshot alone(NodeSnapshot node) {
        return with(
                node,
                NatKind.UNKNOWN,
                List.of(),
                ClockSkew.UNKNOWN,
                new AnchorSnapshot(ANCHOR, AnchorState.WAITING, 2, "timeout"));
    }

    private static NodeSnapshot with(
            NodeSnapshot node, NatKind nat, List<EdgeSnapshot> edges, ClockSkew clock, AnchorSnapshot anchor) {
        return new NodeSnapshot(
                node.id(),
                node.state(),
                node.uptime(),
                node.difficulty(),
                new NodeSnapshot.Addresses(
                        Endpoint.quic("0.0.0.0:4242"), List.of(), new ReflexiveAddress(List.of(), nat), List.of()),
                new NodeSnapshot.Connectivity(ConnectivityPhase.BOOTSTRAP, 0, edges.size(), edges),
                node.media(),
                node.upkeep(),
                node.nearestContacts(),
                clock,
                List.of(anchor),
                node.limits(),
                node.counters());
    }

    @Test
    void withoutAnAnchorItLooksAtTheHostAndTellsWhatItCannotSay() {
        assertThat(cli.run("doctor")).isZero();

        assertThat(cli.outLines())
                .anyMatch(line -> line.matches("ok +native-library .*"))
                .anyMatch(line -> line.matches("unknown +anchors .*"))
                .anyMatch(line -> line.startsWith("         -> name an anchor"));
        assertThat(cli.outLines()).last().asString().startsWith("problems: 0, ");
        assertThat(cli.errLines()).isEmpty();
        assertThat(cli.node.calls).containsExactly("close");
        assertThat(cli.started).singleElement().satisfies(options -> {
            assertThat(options.listen()).isEqualTo(new HostPort("0.0.0.0", 0));
            assertThat(options.difficulty()).isZero();
        });
    }

    @Test
    void itEndsAsSoonAsThereIsNothingMoreToLearn() {
        AtomicInteger looks = new AtomicInteger();
        cli.node.knowledge = node -> looks.incrementAndGet() < 3 ? alone(node) : healthy(node);

        assertThat(cli.run("doctor", "--anchor=" + ANCHOR, "--difficulty=1", "--timeout=3600"))
                .isZero();

        assertThat(looks).hasValue(3);
        assertThat(cli.outLines()).anyMatch(line -> line.matches("ok +reachability .*"));
        assertThat(cli.started).singleElement().satisfies(options -> {
            assertThat(options.anchors()).containsExactly(ANCHOR);
            assertThat(options.difficulty()).isEqualTo(1);
            assertThat(options.identity().nodeId().leadingZeroBits()).isPositive();
        });
    }

    @Test
    void anchorThatDoesNotAnswerInTimeIsAProblem() {
        cli.node.knowledge = DoctorCommandTest::alone;

        assertThat(cli.run("doctor", "--anchor=" + ANCHOR, "--difficulty=0", "--timeout=1"))
                .isEqualTo(1);

        assertThat(cli.outLines())
                .anyMatch(line -> line.matches("problem +anchors +no anchor answers"))
                .anyMatch(line -> line.contains("198.51.100.7:4242: waiting, failures: 2, the last: timeout"));
    }

    @Test
    void jsonHasOneFindingForEachCheck() throws Exception {
        cli.node.knowledge = DoctorCommandTest::alone;

        assertThat(cli.run("doctor", "--anchor=" + ANCHOR, "--difficulty=0", "--timeout=1", "--json"))
                .isEqualTo(1);

        Map<String, Object> report = JSON.std.mapFrom(cli.out.toString());
        assertThat(cli.outLines()).hasSize(1);
        assertThat(report.keySet()).containsExactly("ok", "unknown", "warning", "problem", "findings");
        assertThat(report).containsEntry("problem", 1);
        assertThat((List<?>) report.get("findings"))
                .extracting(finding -> ((Map<?, ?>) finding).get("id"))
                .isEqualTo(Arrays.stream(Check.values()).map(Labels::of).toList());
        assertThat((List<?>) report.get("findings"))
                .allSatisfy(finding -> assertThat(((Map<?, ?>) finding).keySet())
                        .isEqualTo(Set.of("id", "level", "summary", "evidence", "remedy")));
    }

    @Test
    void nodeThatCannotBeStartedIsAFinding() {
        cli.failingToStart("The port 4242 is in use");

        assertThat(cli.run("doctor", "--listen=0.0.0.0:4242")).isEqualTo(1);

        assertThat(cli.outLines())
                .anyMatch(line -> line.matches("problem +node +no node can be started, .*"))
                .contains("         The port 4242 is in use")
                .anyMatch(line -> line.matches("ok +native-library .*"));
    }

    @Test
    void nodeWhoseLoopHangsIsAFinding() {
        cli.node.knowledge = node -> {
            throw new NodenetTimeoutException("The loop did not answer within 5 s");
        };

        assertThat(cli.run("doctor")).isEqualTo(1);

        assertThat(cli.outLines()).contains("         The loop did not answer within 5 s");
        assertThat(cli.node.calls).containsExactly("close");
    }

    @Test
    void identityInUseByARunningNodeIsRefused() throws Exception {
        Path file = Files.write(directory.resolve("node.seed"), HexFormat.of().parseHex(SEED));
        file.toFile().setReadable(false, false);
        file.toFile().setReadable(true, true);

        assertThat(cli.run("doctor", "--difficulty=0", "--identity=" + file)).isZero();
        assertThat(cli.started)
                .singleElement()
                .satisfies(options -> assertThat(options.identity().nodeId()).isEqualTo(CommandLineRunner.ID));

        IdentityLock running = IdentityLock.acquire(file);
        try {
            assertThat(cli.run("doctor", "--difficulty=0", "--identity=" + file))
                    .isEqualTo(1);
        } finally {
            running.close();
        }
        assertThat(cli.started).hasSize(1);
        assertThat(cli.errLines()).singleElement().asString().contains("node.seed");
        assertThat(cli.out.toString()).doesNotContain(SEED);
    }

    @Test
    void identityThatCannotBeMintedInTimeIsOneLine() {
        assertThat(cli.run("doctor", "--anchor=" + ANCHOR, "--difficulty=200", "--timeout=1"))
                .isEqualTo(1);

        assertThat(cli.errLines()).singleElement().asString().contains("--timeout", "--identity");
        assertThat(cli.started).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--timeout=0",
                "--timeout=3601",
                "--difficulty=257",
                "--anchor=x",
                "--listen=nowhere",
                "--seed=00"
            })
    void wrongUseIsOneLineAndAHint(String option) {
        assertThat(cli.run("doctor", option)).isEqualTo(2);

        assertThat(cli.errLines()).hasSize(2).first().asString().startsWith("nodenet: ");
        assertThat(cli.outLines()).isEmpty();
    }
}
