package io.nodenet.node.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.address.Endpoint;
import io.nodenet.fact.ConnectStep;
import io.nodenet.fact.NodeEvent;
import io.nodenet.fact.PathChangeReason;
import io.nodenet.fact.PathKind;
import io.nodenet.node.core.connect.PathUpgrade;
import io.nodenet.routing.Edge;
import io.nodenet.transport.memory.HostProfile;
import io.nodenet.transport.memory.NatProfile;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of the edge of two nodes behind NATs when their NATs change. */
class PathUpgradeTest {
    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);
    private static final Duration STEP = Duration.ofMillis(20);

    private Overlay overlay = new Overlay(1524, Duration.ofMillis(15));
    private NatHosts nats = new NatHosts(overlay);
    private int sentByCaller;
    private int sentByCallee;

    @BeforeEach
    void anchors() {
        nats = new NatHosts(overlay);
        nats.makeAnchors(3);
    }

    private void connect(SimNode caller, SimNode callee, PathKind expected) {
        overlay.runFor(Duration.ofSeconds(10));
        long operation = caller.connect(callee.id(), EnumSet.allOf(PathKind.class), Duration.ofSeconds(20));
        overlay.runFor(Duration.ofSeconds(2));
        assertThat(caller.connected.get(operation).path()).isEqualTo(expected);
        assertThat(callee.core().edges().get(caller.id()).path()).isEqualTo(expected);
    }

    /** Both say something every 20 ms, numbered. */
    private void talk(SimNode caller, SimNode callee, Duration duration) {
        for (Duration gone = Duration.ZERO; gone.compareTo(duration) < 0; gone = gone.plus(STEP)) {
            caller.sendDirect(callee.id(), Frames.bytes(String.valueOf(sentByCaller++)));
            callee.sendDirect(caller.id(), Frames.bytes(String.valueOf(sentByCallee++)));
            overlay.runFor(STEP);
        }
    }

    private static List<String> numbers(int count) {
        return IntStream.range(0, count).mapToObj(String::valueOf).toList();
    }

    @Test
    void eightRelayedEdgesAreTriedAtATimeAndTheOthersWithinSeconds() {
        SimNode caller = nats.behind(NatProfile.SYMMETRIC);
        List<SimNode> callees = Stream.generate(() -> nats.behind(NatProfile.SYMMETRIC))
                .limit(11)
                .toList();
        overlay.runFor(TEN_SECONDS);
        callees.forEach(callee -> caller.connect(callee.id(), EnumSet.allOf(PathKind.class), Duration.ofMinutes(1)));
        overlay.runFor(Duration.ofMinutes(2));
        assertThat(callees).allMatch(callee -> pathTo(caller, callee) == PathKind.RELAYED);
        overlay.time().runUntil(() -> underWay(caller, callees) == 0, Duration.ofMinutes(1));
        List<Integer> before = attempts(caller, callees);

        caller.input(NodeCore::onNetworkChange);
        overlay.runFor(Duration.ofMillis(1));
        assertThat(underWay(caller, callees)).isEqualTo(8);

        overlay.runFor(Duration.ofSeconds(14));
        List<Integer> after = attempts(caller, callees);
        assertThat(IntStream.range(0, callees.size())).allMatch(i -> after.get(i) > before.get(i));
    }

    private static long underWay(SimNode from, List<SimNode> to) {
        return histories(from, to)
                .filter(history -> history.nextNanos() == PathUpgrade.UNDER_WAY)
                .count();
    }

    private static List<Integer> attempts(SimNode from, List<SimNode> to) {
        return histories(from, to).map(PathUpgrade.History::attempts).toList();
    }

    private static Stream<PathUpgrade.History> histories(SimNode from, List<SimNode> to) {
        return to.stream()
                .map(peer -> from.core().upgradeHistory(from.core().edges().get(peer.id())));
    }

    private PathUpgrade.History historyAtRest(SimNode from, SimNode to) {
        Edge edge = from.core().edges().get(to.id());
        overlay.time()
                .runUntil(() -> from.core().upgradeHistory(edge).nextNanos() != PathUpgrade.UNDER_WAY, TEN_SECONDS);
        return from.core().upgradeHistory(edge);
    }

    private static PathKind pathTo(SimNode from, SimNode to) {
        return from.core().edges().get(to.id()).path();
    }

    @ParameterizedTest
    @CsvSource({"FULL_CONE,0", "FULL_CONE,1", "RESTRICTED_CONE,2", "RESTRICTED_CONE,3"})
    void J15_relayedEdgeTakesTheBetterPathOnceANatOpensAndNoMessageIsLostOrOvertaken(NatProfile open, long seed) {
        overlay = new Overlay(seed, Duration.ofMillis(15));
        anchors();
        SimNode caller = nats.behind(NatProfile.SYMMETRIC);
        SimNode callee = nats.behind(NatProfile.SYMMETRIC);
        connect(caller, callee, PathKind.RELAYED);
        talk(caller, callee, Duration.ofMillis(500));

        SimNode opened = seed % 2 == 0 ? caller : callee;
        overlay.network().replaceNat(opened.id(), opened.endpoint(), new HostProfile().withNat(open));
        talk(caller, callee, Duration.ofSeconds(15));

        assertThat(pathTo(caller, callee)).isNotEqualTo(PathKind.RELAYED);
        assertThat(pathTo(callee, caller)).isNotEqualTo(PathKind.RELAYED);
        talk(caller, callee, Duration.ofSeconds(10));
        overlay.runFor(Duration.ofSeconds(1));
        assertThat(callee.texts()).containsExactlyElementsOf(numbers(sentByCaller));
        assertThat(caller.texts()).containsExactlyElementsOf(numbers(sentByCallee));
        assertThat(caller.edgesDown()).isEmpty();
        assertThat(callee.edgesDown()).isEmpty();
        for (SimNode node : List.of(caller, callee)) {
            NodeEvent.PathChanged change =
                    node.events(NodeEvent.PathChanged.class).get(0);
            assertThat(change.previousPath()).isEqualTo(PathKind.RELAYED);
            assertThat(change.reason()).isIn(PathChangeReason.BETTER_PATH, PathChangeReason.LEFT_BY_PEER);
            assertThat(node.core().edges().get(change.peer()).connections())
                    .as("the relayed one is closed")
                    .allMatch(each -> each.path() != PathKind.RELAYED);
        }
    }

    @Test
    void relayedEdgeThatCannotBeBetteredIsTriedWithGrowingPauses() {
        SimNode caller = nats.behind(NatProfile.SYMMETRIC);
        SimNode callee = nats.behind(NatProfile.SYMMETRIC);
        connect(caller, callee, PathKind.RELAYED);
        caller.punches.clear();

        overlay.runFor(Duration.ofMinutes(10));

        long bursts =
                caller.punches.stream().map(SimNode.Punch::atNanos).distinct().count();
        assertThat(bursts / 5)
                .as("of either end, each once a minute in the end")
                .isBetween(10L, 40L);
        assertThat(pathTo(caller, callee)).isEqualTo(PathKind.RELAYED);
        assertThat(caller.edgesDown()).isEmpty();
        PathUpgrade.History history = historyAtRest(caller, callee);
        assertThat(history.attempts()).isBetween(10, 14);
        assertThat(history.steps())
                .filteredOn(step -> step.outcome() == ConnectStep.Outcome.FAILED)
                .extracting(ConnectStep::stage)
                .contains(ConnectStep.Stage.DIRECT, ConnectStep.Stage.PUNCH);
        assertThat(history.nextNanos() - overlay.time().nanos())
                .isPositive()
                .isLessThanOrEqualTo(Duration.ofSeconds(72).toNanos());
        assertThat(caller.core()
                        .upgradeHistory(
                                caller.core().edges().get(nats.anchors().get(0).id())))
                .isNull();
    }

    private void renumber(SimNode node, NatProfile nat, Endpoint external) {
        overlay.network().replaceNat(node.id(), external, new HostProfile().withNat(nat));
    }

    /** Messages once a second from each side, and when they arrive again after a change. */
    private Duration recovery(SimNode caller, SimNode callee, Runnable change) {
        change.run();
        long began = overlay.time().nanos();
        caller.deliveries.clear();
        callee.deliveries.clear();
        while (caller.deliveries.isEmpty() || callee.deliveries.isEmpty()) {
            caller.sendDirect(callee.id(), Frames.bytes("?"));
            callee.sendDirect(caller.id(), Frames.bytes("!"));
            for (int i = 0; i < 100 && (caller.deliveries.isEmpty() || callee.deliveries.isEmpty()); i++) {
                overlay.runFor(Duration.ofMillis(10));
            }
            Duration gone = Duration.ofNanos(overlay.time().nanos() - began);
            if (gone.compareTo(Duration.ofMinutes(1)) > 0) {
                return gone;
            }
        }
        return Duration.ofNanos(overlay.time().nanos() - began);
    }

    @ParameterizedTest
    @CsvSource({
        "NONE, PORT_RESTRICTED, DIRECT, 4",
        "NONE, PORT_RESTRICTED, PUNCHED, 4",
        "PORT_RESTRICTED, NONE, DIRECT, 4",
        "FULL_CONE, FULL_CONE, DIRECT, 4",
        "PORT_RESTRICTED, PORT_RESTRICTED, DIRECT, 5",
        "PORT_RESTRICTED, PORT_RESTRICTED, PUNCHED, 5",
        "SYMMETRIC, SYMMETRIC, RELAYED, 5",
        "SYMMETRIC, PORT_RESTRICTED, RELAYED, 5"
    })
    void messagesFlowAgainSoonAfterEitherNatHasAnotherAddressOrForgetsItsMappings(
            NatProfile callerNat, NatProfile calleeNat, PathKind path, int seconds) {
        SimNode caller = nats.behind(callerNat);
        SimNode callee = nats.behind(calleeNat);
        if (path == PathKind.PUNCHED) {
            callee.opensOnlyOnRequest = true;
        }
        connect(caller, callee, path);
        talk(caller, callee, Duration.ofSeconds(2));
        int number = 0;
        for (SimNode changed : List.of(caller, callee)) {
            NatProfile nat = changed == caller ? callerNat : calleeNat;
            if (nat == NatProfile.NONE) {
                continue;
            }
            number++;
            assertThat(recovery(caller, callee, changed.transport()::restartNat))
                    .as("flush of %s", changed == caller ? "caller" : "callee")
                    .isLessThan(Duration.ofSeconds(seconds));
            overlay.runFor(Duration.ofSeconds(20));
            Endpoint other = Endpoint.quic("203.99." + number + ".1:4242");
            assertThat(recovery(caller, callee, () -> renumber(changed, nat, other)))
                    .as("renumbering of %s", changed == caller ? "caller" : "callee")
                    .isLessThan(Duration.ofSeconds(seconds));
            overlay.runFor(Duration.ofSeconds(30));
            assertThat(pathTo(caller, callee) == PathKind.RELAYED).isEqualTo(path == PathKind.RELAYED);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"FULL_CONE", "PORT_RESTRICTED", "SYMMETRIC"})
    void quietNodeIsHeardByItsNeighboursSoonAfterItsNatHasAnotherAddress(NatProfile nat) {
        SimNode node = nats.behind(nat);
        overlay.runFor(Duration.ofMinutes(5));

        renumber(node, nat, Endpoint.quic("203.99.1.1:4242"));
        overlay.runFor(Duration.ofSeconds(9));

        int sent = node.send(nats.anchors().get(0).id(), "hello");
        overlay.settle();
        assertThat(sent).isPositive();
        assertThat(nats.anchors().get(0).texts()).containsExactly("hello");
        assertThat(node.edgesDown()).isEmpty();
    }
}
