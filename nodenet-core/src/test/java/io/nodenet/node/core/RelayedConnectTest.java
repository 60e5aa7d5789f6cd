package io.nodenet.node.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.nodenet.address.Endpoint;
import io.nodenet.fact.ConnectFailedException;
import io.nodenet.fact.ConnectStep;
import io.nodenet.fact.ConnectStep.Outcome;
import io.nodenet.fact.ConnectStep.Stage;
import io.nodenet.fact.Connected;
import io.nodenet.fact.DropReason;
import io.nodenet.fact.NodeCounter;
import io.nodenet.fact.PathKind;
import io.nodenet.fact.Volunteers;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.nat.RelayGrant;
import io.nodenet.nat.RelayRequest;
import io.nodenet.routed.Contact;
import io.nodenet.routing.ContactSource;
import io.nodenet.routing.Edge;
import io.nodenet.transport.memory.LinkProfile;
import io.nodenet.transport.memory.NatProfile;
import io.nodenet.wire.Cursor;
import io.nodenet.wire.FrameType;
import io.nodenet.wire.Nonce;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Edges that only a volunteer can make, and those that keep their volunteers from it (groups I and J of docs/protocol/09). */
class RelayedConnectTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Set<PathKind> ALL = EnumSet.allOf(PathKind.class);
    private static final String ACK = "010b";

    private Overlay overlay = new Overlay(15, Duration.ofMillis(15));
    private NatHosts nats = new NatHosts(overlay);

    private Connected edgeOf(SimNode node, long operation) {
        assertThat(node.failed.get(operation)).isNull();
        assertThat(node.connected).containsKey(operation);
        return node.connected.get(operation);
    }

    private static Predicate<ByteBuf> starting(String digits) {
        return frame -> ByteBufUtil.hexDump(frame).startsWith(digits);
    }

    private List<SimNode> nearestFirst(NodeId id) {
        return nats.anchors().stream()
                .sorted((one, other) -> id.compareDistance(one.id(), other.id()))
                .toList();
    }

    private static List<ConnectStep> relaySteps(List<ConnectStep> steps) {
        return steps.stream().filter(step -> step.stage() == Stage.RELAY).toList();
    }

    @Test
    void J05_symmetricNatsAreRelayedAndMessagesCross() {
        nats.makeAnchors(3);
        SimNode caller = nats.behind(NatProfile.SYMMETRIC);
        SimNode callee = nats.behind(NatProfile.SYMMETRIC);
        overlay.runFor(Duration.ofSeconds(10));

        long operation = caller.connect(callee.id(), ALL, TIMEOUT);
        overlay.runFor(Duration.ofSeconds(2));

        Connected connected = edgeOf(caller, operation);
        assertThat(connected.path()).isEqualTo(PathKind.RELAYED);
        assertThat(connected.took()).isLessThan(Duration.ofMillis(250));
        assertThat(connected.steps()).as("nobody punches in vain").noneMatch(step -> step.stage() == Stage.PUNCH);
        SimNode volunteer = nearestFirst(callee.id()).get(0);
        assertThat(relaySteps(connected.steps()))
                .singleElement()
                .matches(step -> step.detail().equals("by volunteer " + volunteer.id()));
        caller.sendDirect(callee.id(), new byte[] {1});
        callee.sendDirect(caller.id(), new byte[] {2});
        overlay.settle();
        assertThat(callee.deliveries).hasSize(1);
        assertThat(caller.deliveries).hasSize(1);
    }

    @Test
    void bothEndsKnowThatTheEdgeIsRelayedAndLearnNoAddressFromIt() {
        nats.makeAnchors(3);
        SimNode caller = nats.behind(NatProfile.SYMMETRIC);
        SimNode callee = nats.behind(NatProfile.SYMMETRIC);
        overlay.runFor(Duration.ofSeconds(10));
        caller.connect(callee.id(), ALL, TIMEOUT);
        overlay.runFor(Duration.ofMinutes(5));

        for (SimNode one : List.of(caller, callee)) {
            NodeId other = one == caller ? callee.id() : caller.id();
            Endpoint relay =
                    one.core().edges().get(other).current().connection().remoteEndpoint();
            assertThat(one.core().edges().get(other).path()).isEqualTo(PathKind.RELAYED);
            assertThat(one.core().knowledge().get(other).endpoints()).doesNotContain(relay);
            assertThat(one.core().natEvidence()).as("W6-3: the anchors alone").allMatch(all -> all.reporters() == 3);
        }
    }

    @Test
    void secondDialOfARelayedEdgeIsRelayedToo() {
        nats.makeAnchors(3);
        SimNode caller = nats.behind(NatProfile.SYMMETRIC);
        SimNode callee = nats.behind(NatProfile.SYMMETRIC);
        overlay.runFor(Duration.ofSeconds(10));
        caller.connect(callee.id(), ALL, TIMEOUT);
        overlay.runFor(Duration.ofSeconds(3));
        Edge edge = caller.core().edges().get(callee.id());

        overlay.network().stick(caller.id(), callee.id());
        caller.sendDirect(callee.id(), new byte[] {1});
        overlay.time().runUntil(() -> edge.connections().size() == 2, TIMEOUT);

        assertThat(edge.connections()).hasSize(2).allMatch(connection -> connection.path() == PathKind.RELAYED);
    }

    @Test
    void relayThatIsReadyFirstWaitsForAPunchThatThePeerHasAnswered() {
        overlay = new Overlay(15, Duration.ofMillis(75));
        nats = new NatHosts(overlay);
        nats.makeAnchors(3);
        SimNode caller = nats.behind(NatProfile.RESTRICTED_CONE);
        SimNode callee = nats.behind(NatProfile.SYMMETRIC);
        overlay.runFor(Duration.ofSeconds(10));
        overlay.network().link(callee.id(), caller.id(), new LinkProfile(Duration.ofMillis(230), Duration.ZERO, 0));

        long operation = caller.connect(callee.id(), ALL, TIMEOUT);
        overlay.runFor(Duration.ofSeconds(5));

        assertThat(edgeOf(caller, operation).path()).isEqualTo(PathKind.PUNCHED);
        assertThat(caller.dials)
                .as("the relay was dialed, too")
                .anyMatch(dial -> nats.anchors().stream()
                        .anyMatch(anchor -> dial.endpoint().text().startsWith(host(anchor))
                                && !dial.endpoint().equals(anchor.endpoint())));
        assertThat(callee.core().edges().get(caller.id()).connections())
                .as("the relayed connection is closed unused")
                .hasSize(1);
    }

    private static String host(SimNode node) {
        return node.endpoint().text().split(":")[0] + ":";
    }

    @ParameterizedTest
    @EnumSource(names = {"PORT_RESTRICTED", "CARRIER", "RESTRICTED_CONE", "FULL_CONE"})
    void J17_coneAndSymmetricNatsAreConnectedBothWays(NatProfile cone) {
        nats.makeAnchors(3);
        SimNode one = nats.behind(cone);
        SimNode other = nats.behind(NatProfile.SYMMETRIC);
        overlay.runFor(Duration.ofSeconds(10));

        long there = one.connect(other.id(), ALL, TIMEOUT);
        overlay.runFor(Duration.ofSeconds(2));
        assertThat(edgeOf(one, there).took()).isLessThan(Duration.ofSeconds(2));
        one.drop(other.id());
        overlay.settle();

        long back = other.connect(one.id(), ALL, TIMEOUT);
        overlay.runFor(Duration.ofSeconds(2));
        assertThat(edgeOf(other, back).took()).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void J06_keptPeerGetsItsRelayedEdgeByMaintenanceAloneAndAgainWhenItIsLost() {
        nats.makeAnchors(3);
        SimNode node = nats.behind(NatProfile.SYMMETRIC);
        SimNode peer = nats.behind(NatProfile.SYMMETRIC);
        overlay.runFor(Duration.ofSeconds(10));

        node.input(core -> core.keep(peer.id()));
        overlay.runFor(Duration.ofSeconds(12));
        assertThat(node.core().edges().get(peer.id()).path()).isEqualTo(PathKind.RELAYED);

        peer.drop(node.id());
        overlay.runFor(Duration.ofSeconds(35));
        assertThat(node.core().edges().get(peer.id())).isNotNull();
    }

    @Test
    void I14_lostAcksLeadToARelayedEdgeWithinTenSecondsThoughNoDeadlineIsGiven() {
        nats.makeAnchors(3);
        SimNode caller = nats.behind(NatProfile.PORT_RESTRICTED);
        SimNode callee = nats.behind(NatProfile.SYMMETRIC);
        overlay.runFor(Duration.ofSeconds(10));
        caller.loses = starting(ACK);

        long operation = caller.connect(callee.id(), ALL, Duration.ofDays(365));
        overlay.runFor(Duration.ofSeconds(10));

        assertThat(edgeOf(caller, operation).path()).isEqualTo(PathKind.RELAYED);
    }

    @Test
    void J13_silentVolunteerIsFollowedByTheNext() {
        nats.makeAnchors(3);
        SimNode caller = nats.behind(NatProfile.SYMMETRIC);
        SimNode callee = nats.behind(NatProfile.SYMMETRIC);
        overlay.runFor(Duration.ofSeconds(10));
        SimNode silent = nearestFirst(callee.id()).get(0);
        silent.holdRelays = true;

        long operation = caller.connect(callee.id(), ALL, TIMEOUT);
        overlay.runFor(Duration.ofSeconds(6));

        Connected connected = edgeOf(caller, operation);
        assertThat(connected.took()).isLessThan(Duration.ofMillis(2500));
        assertThat(silent.relays).hasSize(1);
        ConnectStep first = relaySteps(connected.steps()).get(0);
        assertThat(first.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(first.detail()).isEqualTo("volunteer " + silent.id() + " grants nothing");
        assertThat(first.took()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void volunteerThatDiesBehindItsGrantIsFollowedByTheNext() {
        nats.makeAnchors(3);
        SimNode caller = nats.behind(NatProfile.SYMMETRIC);
        SimNode callee = nats.behind(NatProfile.SYMMETRIC);
        overlay.runFor(Duration.ofSeconds(10));
        SimNode dying = nearestFirst(callee.id()).get(0);

        long operation = caller.connect(callee.id(), ALL, TIMEOUT);
        overlay.time().runUntil(() -> dying.count(NodeCounter.RELAYS_GRANTED) == 1, TIMEOUT);
        overlay.runFor(Duration.ofMillis(20));
        overlay.network().kill(dying.id());
        overlay.runFor(Duration.ofSeconds(10));

        Connected connected = edgeOf(caller, operation);
        assertThat(connected.path()).isEqualTo(PathKind.RELAYED);
        assertThat(connected.took()).isLessThan(Duration.ofSeconds(6));
        assertThat(relaySteps(connected.steps()).get(0).detail())
                .startsWith("volunteer " + dying.id() + " no answer from ");
    }

    @Test
    void chosenVolunteersAreTheOnlyOnesAndBannedOnesAreLeftOut() {
        nats.makeAnchors(3);
        SimNode caller = nats.behind(NatProfile.SYMMETRIC);
        SimNode callee = nats.behind(NatProfile.SYMMETRIC);
        overlay.runFor(Duration.ofSeconds(10));
        List<SimNode> order = nearestFirst(callee.id());

        long only = caller.connect(
                callee.id(), ALL, new Volunteers(true, Set.of(order.get(2).id())), TIMEOUT);
        overlay.runFor(Duration.ofSeconds(3));
        assertThat(edgeOf(caller, only).path()).isEqualTo(PathKind.RELAYED);
        assertThat(order).extracting(anchor -> anchor.relays.size()).containsExactly(0, 0, 1);
        caller.drop(callee.id());
        overlay.settle();

        long never = caller.connect(
                callee.id(), ALL, new Volunteers(false, Set.of(order.get(0).id())), TIMEOUT);
        overlay.runFor(Duration.ofSeconds(3));
        assertThat(edgeOf(caller, never).path()).isEqualTo(PathKind.RELAYED);
        assertThat(order).extracting(anchor -> anchor.relays.size()).containsExactly(0, 1, 1);
        caller.drop(callee.id());
        overlay.settle();

        Volunteers nobody = new Volunteers(true, Set.of());
        long none = caller.connect(callee.id(), ALL, nobody, TIMEOUT);
        overlay.runFor(TIMEOUT);
        assertThat(relaySteps(((ConnectFailedException) caller.failed.get(none)).steps()))
                .extracting(ConnectStep::detail)
                .containsExactly("no neighbour volunteers");
    }

    @Test
    void I10_onlyNeighboursThatVolunteerAreAsked() {
        nats.makeAnchors(0);
        SimNode caller = nats.behind(NatProfile.SYMMETRIC);
        SimNode callee = nats.behind(NatProfile.SYMMETRIC);
        overlay.runFor(Duration.ofSeconds(10));

        long operation = caller.connect(callee.id(), ALL, TIMEOUT);
        overlay.runFor(TIMEOUT);

        ConnectFailedException failure = (ConnectFailedException) caller.failed.get(operation);
        assertThat(relaySteps(failure.steps())).extracting(ConnectStep::outcome).containsExactly(Outcome.SKIPPED);
        assertThat(caller.count(NodeCounter.RELAY_REQUESTS_SENT)).isZero();
        assertThat(failure.steps())
                .as("a punch is tried all the same: what both know of their NATs may be wrong")
                .anyMatch(step -> step.stage() == Stage.PUNCH && step.outcome() == Outcome.FAILED);
    }

    @Test
    void silentVolunteersHoldAPunchThatPromisesNothingUpForSixTenthsOfASecondOnly() {
        nats.makeAnchors(3);
        SimNode caller = nats.behind(NatProfile.SYMMETRIC);
        SimNode callee = nats.behind(NatProfile.SYMMETRIC);
        overlay.runFor(Duration.ofSeconds(10));
        nats.anchors().forEach(anchor -> anchor.holdRelays = true);

        caller.connect(callee.id(), ALL, TIMEOUT);
        overlay.runFor(Duration.ofMillis(650));
        assertThat(caller.count(NodeCounter.PUNCH_REQUESTS_SENT)).isZero();

        overlay.runFor(Duration.ofMillis(50));
        assertThat(caller.count(NodeCounter.PUNCH_REQUESTS_SENT)).isOne();
    }

    @Test
    void pathsWithoutRelaysAskNobody() {
        nats.makeAnchors(3);
        SimNode caller = nats.behind(NatProfile.SYMMETRIC);
        SimNode callee = nats.behind(NatProfile.SYMMETRIC);
        overlay.runFor(Duration.ofSeconds(10));

        long operation = caller.connect(callee.id(), EnumSet.of(PathKind.DIRECT, PathKind.PUNCHED), TIMEOUT);
        overlay.runFor(TIMEOUT);

        assertThat(caller.failed).containsKey(operation);
        assertThat(caller.count(NodeCounter.RELAY_REQUESTS_SENT)).isZero();
    }

    @Test
    void punchThatWorksIsNeverOvertakenByARelay() {
        nats.makeAnchors(3);
        SimNode caller = nats.behind(NatProfile.PORT_RESTRICTED);
        SimNode callee = nats.behind(NatProfile.PORT_RESTRICTED);
        callee.opensOnlyOnRequest = true;
        overlay.runFor(Duration.ofSeconds(10));

        long operation = caller.connect(callee.id(), ALL, TIMEOUT);
        overlay.runFor(TIMEOUT);

        assertThat(edgeOf(caller, operation).path()).isEqualTo(PathKind.PUNCHED);
        assertThat(caller.count(NodeCounter.RELAY_REQUESTS_SENT)).isZero();
    }

    @Test
    void relayedEdgeIsNoWayToAVolunteer() {
        nats.makeAnchors(3);
        SimNode caller = nats.behind(NatProfile.SYMMETRIC);
        SimNode hidden = nats.volunteerBehind(NatProfile.SYMMETRIC);
        SimNode callee = nats.behind(NatProfile.SYMMETRIC);
        overlay.runFor(Duration.ofSeconds(10));
        caller.connect(hidden.id(), ALL, TIMEOUT);
        overlay.runFor(Duration.ofSeconds(3));
        callee.connect(hidden.id(), ALL, TIMEOUT);
        overlay.runFor(Duration.ofSeconds(3));
        assertThat(caller.core().edges().get(hidden.id()).path()).isEqualTo(PathKind.RELAYED);

        Volunteers onlyHidden = new Volunteers(true, Set.of(hidden.id()));
        long operation = caller.connect(callee.id(), ALL, onlyHidden, TIMEOUT);
        overlay.runFor(TIMEOUT);

        assertThat(caller.failed).containsKey(operation);
        assertThat(hidden.relays).isEmpty();
    }

    /** A node that asks a puppet to relay, which answers as the test tells it to, for a peer that it cannot dial. */
    private final class Asking {
        private final SimNode caller = nats.behind(NatProfile.NONE);
        private final SimNode callee = nats.behind(NatProfile.NONE);
        private final Identity identity = overlay.newIdentity();
        private final Puppet volunteer = overlay.puppet(identity.nodeId(), Endpoint.quic("203.0.200.1:4242"))
                .answeringPings();
        private final Wire wire = overlay.edge(caller, volunteer, false);
        private final Nonce nonce;
        private final long operation;

        Asking() {
            SimNode between = nats.behind(NatProfile.NONE);
            overlay.edge(caller, between);
            overlay.edge(callee, between);
            Contact told =
                    new Contact(volunteer.id(), identity.publicKey(), Contact.CAN_RELAY, List.of(volunteer.endpoint()));
            caller.input(core -> core.knowledge().observe(told, ContactSource.OWNER, caller.now()));
            overlay.network().cut(caller.id(), callee.id());
            overlay.network().cut(callee.id(), caller.id());
            operation = caller.connect(callee.id(), ALL, TIMEOUT);
            List<String> requests = new ArrayList<>();
            overlay.time().runUntil(() -> requests.addAll(volunteer.heard("0c")) || !requests.isEmpty(), TIMEOUT);
            overlay.runFor(Duration.ofMillis(40));
            nonce = nonceOf(requests.get(0));
        }

        private static Nonce nonceOf(String request) {
            byte[] frame = ByteBufUtil.decodeHexDump(request);
            List<RelayRequest> read = new ArrayList<>();
            RelayRequest.read(new Cursor().reset(frame, 3, frame.length - 3), read);
            return read.get(0).nonce();
        }

        private void grant(Wire from, Nonce named, String endpoint) {
            byte[] payload = new RelayGrant(named, Endpoint.quic(endpoint)).toBytes();
            from.arrive(Frames.frame(FrameType.RELAY_GRANT, payload));
        }

        private List<Long> dialsMillis(String endpoint, long since) {
            return caller.dials.stream()
                    .filter(dial -> dial.endpoint().equals(Endpoint.quic(endpoint)))
                    .map(dial -> Duration.ofNanos(dial.atNanos() - since).toMillis())
                    .toList();
        }
    }

    @Test
    void T18_grantedAddressIsDialedAtOnceAfterARoundTripAndAnewEachQuarterOfASecond() {
        Asking asking = new Asking();
        long granted = asking.caller.now();
        asking.grant(asking.wire, asking.nonce, "203.0.200.1:50001");
        overlay.runFor(Duration.ofSeconds(2));

        List<Long> dials = asking.dialsMillis("203.0.200.1:50001", granted);
        assertThat(dials).hasSize(4);
        assertThat(dials.get(0)).isZero();
        assertThat(dials.get(1)).as("as long as the grant took").isBetween(30L, 60L);
        assertThat(dials.get(2) - dials.get(1)).isEqualTo(250);
        assertThat(dials.get(3) - dials.get(2)).isEqualTo(250);
        assertThat(asking.caller.dials)
                .filteredOn(dial -> dial.endpoint().text().endsWith(":50001"))
                .allMatch(dial -> dial.peer().equals(asking.callee.id()));
    }

    @Test
    void W4_13_unspecifiedHostOfAGrantMeansTheVolunteer() {
        Asking asking = new Asking();
        asking.grant(asking.wire, asking.nonce, "[::]:50001");
        overlay.runFor(Duration.ofSeconds(1));

        assertThat(asking.dialsMillis("203.0.200.1:50001", 0)).isNotEmpty();
    }

    @Test
    void W6_17_grantOfAnotherNeighbourOrWithAnotherNonceIsIgnored() {
        Asking asking = new Asking();
        Puppet other = overlay.puppet(overlay.newId(), Endpoint.quic("203.0.201.1:4242"));
        asking.grant(overlay.edge(asking.caller, other, false), asking.nonce, "203.0.201.1:50001");
        asking.grant(asking.wire, new Nonce(1, 1), "203.0.200.1:50001");
        overlay.runFor(Duration.ofSeconds(1));

        assertThat(asking.caller.drops(DropReason.UNSOLICITED_GRANT)).isEqualTo(2);
        assertThat(asking.caller.dials).noneMatch(dial -> dial.endpoint().text().endsWith(":50001"));
    }

    @Test
    void grantCannotAimDialsAtAnybodyElse() {
        Asking asking = new Asking();
        asking.grant(asking.wire, asking.nonce, "198.51.100.66:443");
        overlay.runFor(Duration.ofMillis(500));

        assertThat(asking.caller.drops(DropReason.RELAY_FOREIGN_ADDRESS)).isOne();
        assertThat(asking.dialsMillis("198.51.100.66:443", 0)).isEmpty();
        assertThat(asking.volunteer.heard("0c")).as("it is asked again at once").hasSize(1);
    }

    @Test
    void secondGrantForOneRequestIsIgnored() {
        Asking asking = new Asking();
        asking.grant(asking.wire, asking.nonce, "203.0.200.1:50001");
        asking.grant(asking.wire, asking.nonce, "203.0.200.1:50003");
        overlay.runFor(Duration.ofSeconds(1));

        assertThat(asking.caller.drops(DropReason.UNSOLICITED_GRANT)).isOne();
        assertThat(asking.dialsMillis("203.0.200.1:50003", 0)).isEmpty();
    }

    @Test
    void silentVolunteerIsAskedTwiceAndNothingIsLeftBehind() {
        Asking asking = new Asking();
        overlay.runFor(TIMEOUT);

        ConnectFailedException failure = (ConnectFailedException) asking.caller.failed.get(asking.operation);
        assertThat(relaySteps(failure.steps())).hasSize(2);
        asking.grant(asking.wire, asking.nonce, "203.0.200.1:50001");
        assertThat(asking.caller.drops(DropReason.UNSOLICITED_GRANT)).isOne();
    }
}
