package io.nodenet.node.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufUtil;
import io.nodenet.BackpressureException;
import io.nodenet.NodeStateException;
import io.nodenet.address.Endpoint;
import io.nodenet.fact.ConnectFailedException;
import io.nodenet.fact.ConnectStep;
import io.nodenet.fact.ConnectStep.Outcome;
import io.nodenet.fact.ConnectStep.Stage;
import io.nodenet.fact.Connected;
import io.nodenet.fact.NodeCounter;
import io.nodenet.fact.NodeEvent;
import io.nodenet.fact.PathKind;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.transport.memory.HostProfile;
import io.nodenet.transport.memory.LinkProfile;
import io.nodenet.transport.memory.NatBehavior;
import io.nodenet.transport.memory.NatProfile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** From a NodeID to an edge, through NATs: groups I and J of docs/protocol/09. */
class ConnectTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Set<PathKind> ALL = EnumSet.allOf(PathKind.class);

    private final Overlay overlay = new Overlay(14, Duration.ofMillis(15));
    private final NatHosts nats = new NatHosts(overlay);

    private static Connected edgeOf(SimNode node, long operation) {
        Connected connected = node.connected.get(operation);
        assertThat(node.failed.get(operation)).isNull();
        assertThat(connected).isNotNull();
        return connected;
    }

    private static List<Stage> stages(List<ConnectStep> steps, Outcome outcome) {
        return steps.stream()
                .filter(step -> step.outcome() == outcome)
                .map(ConnectStep::stage)
                .toList();
    }

    static Stream<Arguments> pairs() {
        Set<NatProfile> kinds = EnumSet.complementOf(EnumSet.of(NatProfile.UDP_BLOCKED));
        return kinds.stream().flatMap(a -> kinds.stream().map(b -> Arguments.of(a, b)));
    }

    private static boolean isCone(NatProfile kind) {
        return kind.mapping() == NatBehavior.ENDPOINT_INDEPENDENT;
    }

    private static boolean isOpenByPort(NatProfile kind) {
        return isCone(kind) && kind.filtering() != NatBehavior.ADDRESS_AND_PORT_DEPENDENT;
    }

    /** The path by mapping and filtering alone, without guessing ports, to a callee that opens its NAT when it introduces itself. */
    private static PathKind best(NatProfile caller, NatProfile callee) {
        return isCone(callee) && (isCone(caller) || isOpenByPort(callee)) ? PathKind.DIRECT : onRequest(caller, callee);
    }

    /** The same to a callee that opens its NAT only when it is asked for it. */
    private static PathKind onRequest(NatProfile caller, NatProfile callee) {
        if (isCone(callee) && callee.filtering() == NatBehavior.ENDPOINT_INDEPENDENT) {
            return PathKind.DIRECT;
        }
        return (isCone(caller) && isCone(callee)) || isOpenByPort(caller) || isOpenByPort(callee)
                ? PathKind.PUNCHED
                : PathKind.RELAYED;
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void J03_everyPairOfNatsIsConnectedOnItsBestPath(NatProfile callerNat, NatProfile calleeNat) {
        nats.makeAnchors(3);
        SimNode caller = nats.behind(callerNat);
        SimNode callee = nats.behind(calleeNat);

        connectsBy(caller, callee, best(callerNat, calleeNat), limits(callerNat, calleeNat));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void J03_peerThatDoesNotOpenItsNatOfItsOwnAccordIsPunched(NatProfile callerNat, NatProfile calleeNat) {
        nats.makeAnchors(3);
        SimNode caller = nats.behind(callerNat);
        SimNode callee = nats.behind(calleeNat);
        callee.opensOnlyOnRequest = true;

        connectsBy(caller, callee, onRequest(callerNat, calleeNat), limits(callerNat, calleeNat));
    }

    private void connectsBy(SimNode caller, SimNode callee, PathKind path, Map<PathKind, Duration> limits) {
        overlay.runFor(Duration.ofSeconds(10));

        long operation = caller.connect(callee.id(), ALL, TIMEOUT);
        overlay.runFor(TIMEOUT);

        Connected connected = edgeOf(caller, operation);
        assertThat(connected.path()).isEqualTo(path);
        assertThat(caller.core().edges().get(callee.id()).path()).isEqualTo(path);
        assertThat(connected.took()).as(connected.steps().toString()).isLessThanOrEqualTo(limits.get(path));
    }

    private static Map<PathKind, Duration> limits(NatProfile caller, NatProfile callee) {
        boolean isOneKnown = isCone(caller) || isCone(callee);
        return Map.of(
                PathKind.DIRECT, Duration.ofMillis(200),
                PathKind.PUNCHED, Duration.ofMillis(isCone(callee) ? 400 : 500),
                PathKind.RELAYED, Duration.ofMillis(isOneKnown ? 550 : 250));
    }

    private SimNode quiet() {
        SimNode node = overlay.quietNode();
        node.start();
        return node;
    }

    @Test
    void I05_edgeThatTheTargetMadeIsReturnedWithoutADial() {
        SimNode node = quiet();
        SimNode peer = quiet();
        overlay.edge(peer, node);

        long operation = node.connect(peer.id(), ALL, TIMEOUT);

        Connected connected = edgeOf(node, operation);
        assertThat(connected.path()).isEqualTo(PathKind.DIRECT);
        assertThat(connected.took()).isZero();
        assertThat(stages(connected.steps(), Outcome.SUCCEEDED)).containsExactly(Stage.EXISTING_EDGE);
        assertThat(node.dials).isEmpty();
    }

    @Test
    void I09_peerBehindAThirdNodeGetsAnEdgeOfItsOwn() {
        SimNode caller = quiet();
        SimNode between = quiet();
        SimNode callee = quiet();
        overlay.edge(caller, between);
        overlay.edge(callee, between);

        long operation = caller.connect(callee.id(), ALL, TIMEOUT);
        overlay.runFor(Duration.ofSeconds(1));

        assertThat(edgeOf(caller, operation).remote()).isEqualTo(callee.endpoint());
        caller.sendDirect(callee.id(), new byte[] {1});
        overlay.settle();
        assertThat(callee.core().edges().get(caller.id())).isNotNull();
        callee.sendDirect(caller.id(), new byte[] {2});
        overlay.settle();
        assertThat(caller.deliveries).hasSize(1);
        assertThat(callee.deliveries).hasSize(1);
    }

    @Test
    void I06_failureTellsEachStepAndTheCauseOfEachDial() {
        nats.makeAnchors(3);
        SimNode caller = nats.behind(NatProfile.NONE);
        SimNode callee = nats.behind(NatProfile.PORT_RESTRICTED);
        callee.opensOnlyOnRequest = true;
        overlay.runFor(Duration.ofSeconds(10));

        long operation = caller.connect(callee.id(), EnumSet.of(PathKind.DIRECT), TIMEOUT);
        overlay.runFor(TIMEOUT);

        ConnectFailedException failure = (ConnectFailedException) caller.failed.get(operation);
        assertThat(failure)
                .hasMessageContaining("no answer from " + callee.endpoint().text());
        assertThat(stages(failure.steps(), Outcome.SUCCEEDED)).containsExactly(Stage.RENDEZVOUS);
        assertThat(stages(failure.steps(), Outcome.FAILED)).containsExactly(Stage.DIRECT);
        assertThat(stages(failure.steps(), Outcome.SKIPPED)).containsExactly(Stage.PUNCH, Stage.RELAY);
        assertThat(caller.events)
                .anyMatch(event -> event instanceof NodeEvent.ConnectEnded ended
                        && ended.path() == null
                        && ended.steps().equals(failure.steps()));
    }

    @Test
    void failureNamesWhatWasUnderWayWhenTheTimeWasOver() {
        nats.makeAnchors(3);
        SimNode caller = nats.behind(NatProfile.NONE);
        overlay.runFor(Duration.ofSeconds(10));

        long operation = caller.connect(overlay.newId(), ALL, Duration.ofMillis(700));
        overlay.runFor(Duration.ofMillis(701));

        ConnectFailedException failure = (ConnectFailedException) caller.failed.get(operation);
        assertThat(failure).hasMessageContaining("not reached within 700 ms");
        assertThat(stages(failure.steps(), Outcome.CANCELLED)).containsExactly(Stage.RENDEZVOUS, Stage.DIRECT);
    }

    @Test
    void noStageOutlivesItsOwnTimeWhoeverWaitsLonger() {
        nats.makeAnchors(3);
        SimNode caller = nats.behind(NatProfile.NONE);
        overlay.runFor(Duration.ofSeconds(10));

        long operation = caller.connect(overlay.newId(), ALL, Duration.ofHours(1));
        overlay.runFor(Duration.ofSeconds(11));

        ConnectFailedException failure = (ConnectFailedException) caller.failed.get(operation);
        assertThat(stages(failure.steps(), Outcome.FAILED)).containsExactly(Stage.RENDEZVOUS);
    }

    @Test
    void I13_firstHelloThatIsLostCostsASecond() {
        SimNode caller = quiet();
        SimNode between = quiet();
        SimNode callee = quiet();
        overlay.edge(caller, between);
        overlay.edge(callee, between);
        overlay.network().stick(caller.id(), between.id());

        long operation = caller.connect(callee.id(), ALL, TIMEOUT);
        overlay.runFor(Duration.ofMillis(100));
        overlay.network().breakConnections(caller.id(), between.id());
        overlay.network().healAll();
        overlay.edge(caller, between);
        overlay.runFor(Duration.ofSeconds(2));

        assertThat(edgeOf(caller, operation).took()).isLessThan(Duration.ofSeconds(3));
    }

    @Test
    void I15_thoseWhoConnectToOnePeerAtTheSameTimeShareTheAttempt() {
        SimNode caller = quiet();
        SimNode between = quiet();
        SimNode callee = quiet();
        overlay.edge(caller, between);
        overlay.edge(callee, between);

        long first = caller.connect(callee.id(), ALL, TIMEOUT);
        long impatient = caller.connect(callee.id(), ALL, Duration.ofMillis(1));
        long third = caller.connect(callee.id(), ALL, TIMEOUT);
        overlay.runFor(Duration.ofSeconds(1));

        assertThat(caller.connected).containsOnlyKeys(first, third);
        assertThat(caller.failed).containsOnlyKeys(impatient);
        assertThat(caller.count(NodeCounter.HELLOS_SENT)).isOne();
        assertThat(caller.dials).hasSize(1);
        assertThat(caller.core().edges().get(callee.id()).connections()).hasSize(1);
    }

    @Test
    void I16_peerThatThePolicyRefusesIsNeitherAskedNorDialed() {
        Identity identity = overlay.newIdentity();
        SimNode caller = overlay.node(
                identity, Overlay.config(identity, 0).upkeep(false).gated(true).build());
        caller.start();
        SimNode callee = quiet();
        overlay.edge(caller, callee);
        NodeId refused = overlay.newId();
        caller.policy = (peer, outbound) -> !peer.equals(refused);

        long operation = caller.connect(refused, ALL, TIMEOUT);
        overlay.settle();

        ConnectFailedException failure = (ConnectFailedException) caller.failed.get(operation);
        assertThat(stages(failure.steps(), Outcome.FAILED)).containsExactly(Stage.POLICY);
        assertThat(caller.count(NodeCounter.HELLOS_SENT)).isZero();
        assertThat(caller.dials).isEmpty();
    }

    @Test
    void I17_twoNodesThatConnectToEachOtherAtTheSameInstantHaveOneEdge() {
        nats.makeAnchors(3);
        SimNode one = nats.behind(NatProfile.PORT_RESTRICTED);
        SimNode other = nats.behind(NatProfile.PORT_RESTRICTED);
        overlay.runFor(Duration.ofSeconds(10));

        long there = one.connect(other.id(), ALL, TIMEOUT);
        long back = other.connect(one.id(), ALL, TIMEOUT);
        overlay.runFor(Duration.ofMinutes(1));

        assertThat(edgeOf(one, there).took()).isLessThan(Duration.ofMillis(500));
        assertThat(edgeOf(other, back).took()).isLessThan(Duration.ofMillis(500));
        assertThat(one.core().edges().get(other.id())).isNotNull();
        assertThat(other.core().edges().get(one.id())).isNotNull();
        assertThat(one.events).noneMatch(event -> event instanceof NodeEvent.PeerDisconnected);
    }

    @Test
    void peerIsAskedAnewWhereThisNodeIsSeenNowFourTimesAtMost() {
        nats.makeAnchors(3);
        SimNode caller = nats.behind(NatProfile.PORT_RESTRICTED);
        SimNode callee = nats.behind(NatProfile.PORT_RESTRICTED);
        callee.opensOnlyOnRequest = true;
        overlay.runFor(Duration.ofSeconds(10));
        caller.loses = frame -> ByteBufUtil.hexDump(frame).startsWith("01" + Signals.CONNECT_ACK);
        caller.connect(callee.id(), ALL, TIMEOUT);
        overlay.runFor(Duration.ofMillis(300));
        assertThat(caller.count(NodeCounter.PUNCH_REQUESTS_SENT)).isOne();

        List<Endpoint> inside = List.of(Endpoint.quic("192.168.4.2:4242"));
        List<Endpoint> outside = List.of(caller.endpoint());
        for (int i = 0; i < 8; i++) {
            List<Endpoint> local = i % 2 == 0 ? outside : inside; // now and then there is no NAT
            caller.input(core -> core.onLocalEndpoints(local));
            overlay.runFor(Duration.ofMillis(1));
            assertThat(caller.count(NodeCounter.PUNCH_REQUESTS_SENT)).isEqualTo(Math.min(4, 2 + i));
        }
    }

    @Test
    void whoeverWaitsNoLongerIsToldNothingAndTheAttemptEnds() {
        SimNode caller = quiet();
        overlay.edge(caller, quiet());
        long operation = caller.connect(overlay.newId(), ALL, TIMEOUT);
        overlay.settle();

        caller.input(core -> core.cancelConnect(operation));
        overlay.runFor(TIMEOUT);

        assertThat(caller.connected).isEmpty();
        assertThat(caller.failed).isEmpty();
        assertThat(caller.count(NodeCounter.HELLOS_SENT)).isOne();
    }

    @Test
    void attemptsEndWhenTheNodeLeaves() {
        SimNode caller = quiet();
        overlay.edge(caller, quiet());
        long operation = caller.connect(overlay.newId(), ALL, TIMEOUT);

        caller.input(NodeCore::leave);

        assertThat(caller.failed.get(operation)).hasMessageContaining("leaves the network");
        long late = caller.connect(overlay.newId(), ALL, TIMEOUT);
        assertThat(caller.failed.get(late)).isInstanceOf(NodeStateException.class);
    }

    @Test
    void peersThatAreConnectedToAtATimeAreBounded() {
        SimNode caller = quiet();
        overlay.edge(caller, overlay.puppet(), true);
        for (int i = 0; i < 64; i++) {
            caller.connect(overlay.newId(), ALL, TIMEOUT);
        }

        long operation = caller.connect(overlay.newId(), ALL, TIMEOUT);

        assertThat(caller.failed).containsOnlyKeys(operation);
        assertThat(caller.failed.get(operation)).isInstanceOf(BackpressureException.class);
    }

    @Test
    void thoseWhoWaitForOnePeerAreBounded() {
        SimNode caller = quiet();
        overlay.edge(caller, overlay.puppet(), true);
        NodeId peer = overlay.newId();
        for (int i = 0; i < 64; i++) {
            caller.connect(peer, ALL, TIMEOUT);
        }

        long operation = caller.connect(peer, ALL, TIMEOUT);

        assertThat(caller.failed).containsOnlyKeys(operation);
        assertThat(caller.failed.get(operation)).isInstanceOf(BackpressureException.class);
    }

    @Test
    void C07_anyPairOfAConvergedOverlayCompletesARendezvous() {
        nats.makeAnchors(3);
        List<SimNode> nodes = new ArrayList<>(nats.anchors());
        nodes.add(nats.behind(NatProfile.PORT_RESTRICTED));
        nodes.add(nats.behind(NatProfile.SYMMETRIC));
        overlay.runFor(Duration.ofSeconds(10));

        for (SimNode one : nodes) {
            for (SimNode other : nodes) {
                if (one != other) {
                    long operation = one.rendezvous(other.id(), TIMEOUT);
                    overlay.runFor(Duration.ofSeconds(1));
                    assertThat(one.introductions).containsKey(operation);
                }
            }
        }
    }

    @Test
    void keptPeerThatNoDialReachesGetsItsEdgeByAHolePunchAndAgainWhenItIsLost() {
        nats.makeAnchors(3);
        SimNode node = nats.behind(NatProfile.PORT_RESTRICTED);
        SimNode peer = nats.behind(NatProfile.PORT_RESTRICTED);
        peer.opensOnlyOnRequest = true;
        overlay.runFor(Duration.ofSeconds(10));

        node.input(core -> core.keep(peer.id()));
        overlay.runFor(Duration.ofSeconds(5));
        assertThat(node.core().edges().get(peer.id()).path()).isEqualTo(PathKind.PUNCHED);

        peer.drop(node.id());
        overlay.runFor(Duration.ofSeconds(35));
        assertThat(node.core().edges().get(peer.id())).isNotNull();
    }

    @Test
    void addressThatIsNeverPunchedIsReachedDirectlyHoweverLateItAnswers() {
        Identity identity = overlay.newIdentity();
        SimNode caller = overlay.node(
                identity, Overlay.config(identity, 0).build(), Endpoint.quic("127.0.0.1:1"), new HostProfile());
        caller.start();
        Identity other = overlay.newIdentity();
        SimNode callee =
                overlay.node(other, Overlay.config(other, 0).build(), Endpoint.quic("127.0.0.1:2"), new HostProfile());
        callee.start();
        SimNode between = quiet();
        overlay.edge(caller, between);
        overlay.edge(callee, between);
        overlay.network().link(caller.id(), callee.id(), new LinkProfile(Duration.ofSeconds(1), Duration.ZERO, 0));

        long operation = caller.connect(callee.id(), ALL, TIMEOUT);
        overlay.runFor(TIMEOUT);

        assertThat(edgeOf(caller, operation).path()).isEqualTo(PathKind.DIRECT);
        assertThat(caller.punches).isEmpty();
        assertThat(callee.core().edges().get(caller.id()).path()).isEqualTo(PathKind.DIRECT);
    }

    @Test
    void sixteenKeptPeersAreConnectedToByMoreThanADialAtATime() {
        SimNode node = nats.behind(NatProfile.NONE);
        overlay.edge(node, overlay.puppet().answeringPings(), true);
        node.input(core -> {
            for (int i = 0; i < 40; i++) {
                core.keep(overlay.newId());
            }
        });
        overlay.runFor(Duration.ofMillis(10_010)); // so long has each to introduce itself

        assertThat(node.events)
                .filteredOn(NodeEvent.ConnectEnded.class::isInstance)
                .hasSize(16);
    }
}
