package io.nodenet.node.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.address.Endpoint;
import io.nodenet.fact.NodeCounter;
import io.nodenet.fact.NodeEvent;
import io.nodenet.fact.PathKind;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.routed.Contact;
import io.nodenet.routing.ContactSource;
import io.nodenet.routing.Edge;
import io.nodenet.transport.memory.NatProfile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Edges that upkeep makes through NATs: groups I and J of docs/protocol/09. */
class TraversalsTest {
    private static final Duration SETTLING = Duration.ofSeconds(20);
    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);
    private static final int NEAREST = 8;

    private final Overlay overlay = new Overlay(23, Duration.ofMillis(15));
    private final NatHosts nats = new NatHosts(overlay);

    private void makeAnchors() {
        for (int i = 0; i < 3; i++) {
            nats.anchors().add(nats.fillingBehind(NatProfile.NONE));
        }
    }

    private static Contact contact(SimNode of, int capabilities, Endpoint... endpoints) {
        return new Contact(of.id(), of.identity().publicKey(), capabilities, List.of(endpoints));
    }

    private static void tell(SimNode who, Contact contact) {
        who.input(core -> core.knowledge().observe(contact, ContactSource.OWNER, who.now()));
    }

    /** A node that is away for good; nobody has an edge to it. */
    private Contact away(int capabilities, Endpoint... endpoints) {
        Identity identity = overlay.newIdentity();
        return new Contact(identity.nodeId(), identity.publicKey(), capabilities, List.of(endpoints));
    }

    private static Edge edge(SimNode from, SimNode to) {
        return from.core().edges().get(to.id());
    }

    @ParameterizedTest
    @EnumSource(
            value = NatProfile.class,
            names = {"RESTRICTED_CONE", "PORT_RESTRICTED"})
    void J04_nodeBehindAConePunchesAContactBehindAnotherByItself(NatProfile nat) {
        makeAnchors();
        SimNode node = nats.fillingBehind(nat);
        overlay.runFor(SETTLING);
        SimNode other = nats.fillingBehind(nat);
        assertThat(edge(node, other)).isNull();

        overlay.runFor(TEN_SECONDS);

        assertThat(edge(node, other).path()).isEqualTo(PathKind.PUNCHED);
        assertThat(node.core().edges().size()).isGreaterThan(3);
        assertThat(node.core().edges().outboundCount()).isGreaterThanOrEqualTo(3);
        assertThat(node.events).noneMatch(NodeEvent.ConnectEnded.class::isInstance);
    }

    @Test
    void J04_contactWhoseAddressIsKnownIsDialedFirst() {
        makeAnchors();
        SimNode node = nats.fillingBehind(NatProfile.PORT_RESTRICTED);
        SimNode other = nats.behind(NatProfile.PORT_RESTRICTED);
        overlay.runFor(Duration.ofSeconds(2));
        tell(node, contact(other, 0, other.endpoint()));

        overlay.runFor(TEN_SECONDS);

        assertThat(node.dials).anyMatch(dial -> dial.peer().equals(other.id()));
        assertThat(edge(node, other).path()).isEqualTo(PathKind.PUNCHED);
    }

    @Test
    void I11_attemptThatFailsIsToldToNobodyAndMakesNoEdge() {
        makeAnchors();
        SimNode node = nats.fillingBehind(NatProfile.PORT_RESTRICTED);
        overlay.runFor(SETTLING);
        int edgesBefore = node.core().edges().size();
        Contact away = away(0, Endpoint.quic("198.51.100.7:4242"));

        tell(node, away);
        overlay.runFor(SETTLING);

        assertThat(node.count(NodeCounter.PUNCH_REQUESTS_SENT)).isPositive();
        assertThat(node.core().edges().size()).isEqualTo(edgesBefore);
        assertThat(node.events).noneMatch(NodeEvent.ConnectEnded.class::isInstance);
        assertThat(node.failed).isEmpty();
    }

    @Test
    void siblingsBehindNatsHaveEdges() {
        makeAnchors();
        nats.anchors().add(nats.fillingBehind(NatProfile.NONE));
        List<SimNode> hidden = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            hidden.add(nats.fillingBehind(NatProfile.PORT_RESTRICTED));
        }

        overlay.runFor(Duration.ofMinutes(2));

        for (SimNode node : hidden) {
            List<SimNode> nearest = hidden.stream()
                    .filter(other -> other != node)
                    .sorted(Comparator.comparing(SimNode::id, node.id().byDistance()))
                    .limit(3)
                    .toList();
            assertThat(nearest).allMatch(near -> edge(node, near) != null);
            assertThat(node.count(NodeCounter.HELLOS_SENT)).isZero();
        }
    }

    @Test
    void deadContactCostsFewRequests() {
        makeAnchors();
        SimNode node = nats.fillingBehind(NatProfile.PORT_RESTRICTED);
        overlay.runFor(SETTLING);
        tell(node, away(0));

        overlay.runFor(Duration.ofMinutes(14));

        assertThat(node.count(NodeCounter.PUNCH_REQUESTS_SENT)).isBetween(8L, 4L * 4);
    }

    @Test
    void onlyTheNearestAreTriedAndFourAtATime() {
        makeAnchors();
        SimNode node = nats.fillingBehind(NatProfile.PORT_RESTRICTED);
        overlay.runFor(SETTLING);
        List<Contact> away = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            away.add(away(0));
            tell(node, away.get(i));
        }

        overlay.runFor(Duration.ofSeconds(5));
        assertThat(node.count(NodeCounter.PUNCH_REQUESTS_SENT)).isBetween(4L, 4L * 4);
        overlay.runFor(Duration.ofSeconds(40));

        assertThat(node.count(NodeCounter.PUNCH_REQUESTS_SENT)).isBetween(4L * NEAREST / 2, 4L * NEAREST);
    }

    @Test
    void neighbourThatMakesUpNearerContactsAllTheTimeCostsFourAttemptsAMinute() {
        makeAnchors();
        SimNode node = nats.fillingBehind(NatProfile.PORT_RESTRICTED);
        overlay.runFor(SETTLING);

        for (int i = 0; i < 120; i++) {
            NodeId madeUp = node.core().knowledge().randomId(10 + i, overlay.random());
            tell(node, new Contact(madeUp, null, 0, List.of()));
            overlay.runFor(Duration.ofSeconds(5));
        }

        assertThat(node.count(NodeCounter.PUNCH_REQUESTS_SENT)).isBetween(4L * 20, 4L * (NEAREST + 10 * 4));
    }

    @Test
    void peerThatDropsEachEdgeIsPunchedLessAndLess() {
        makeAnchors();
        SimNode node = nats.fillingBehind(NatProfile.PORT_RESTRICTED);
        overlay.runFor(SETTLING);
        SimNode other = nats.fillingBehind(NatProfile.PORT_RESTRICTED);
        int dropped = 0;
        for (int i = 0; i < 10 * 60; i++) {
            overlay.runFor(Duration.ofSeconds(1));
            if (edge(other, node) != null) {
                other.drop(node.id());
                dropped++;
            }
        }

        assertThat(dropped).as("either tries after 1, 2 and 4 minutes").isBetween(3, 2 * 4);
    }

    @Test
    void I10_contactThatSaysItIsAlwaysDialableIsDialedAndNothingElse() {
        makeAnchors();
        SimNode node = nats.fillingBehind(NatProfile.PORT_RESTRICTED);
        overlay.runFor(SETTLING);
        Contact away = away(Contact.PUBLIC_ANCHOR, Endpoint.quic("198.51.100.7:4242"));
        tell(node, away);

        overlay.runFor(Duration.ofMinutes(3));

        assertThat(node.dials).anyMatch(dial -> dial.peer().equals(away.id()));
        assertThat(node.count(NodeCounter.PUNCH_REQUESTS_SENT)).isZero();
    }

    @Test
    void anchorThatIsAwayIsNotAskedForAPunch() {
        makeAnchors();
        SimNode node = nats.fillingBehind(NatProfile.PORT_RESTRICTED);
        overlay.runFor(SETTLING);
        Contact away = away(0);
        node.addAnchor(overlay.deadAnchor(away.id()));
        tell(node, away);

        overlay.runFor(Duration.ofMinutes(3));

        assertThat(node.count(NodeCounter.PUNCH_REQUESTS_SENT)).isZero();
    }

    @Test
    void nodeThatCanBeDialedLeavesItToTheOthers() {
        makeAnchors();
        SimNode node = nats.fillingBehind(NatProfile.NONE);
        overlay.runFor(SETTLING);
        tell(node, away(0));

        overlay.runFor(Duration.ofMinutes(3));

        assertThat(node.count(NodeCounter.PUNCH_REQUESTS_SENT)).isZero();
    }

    @Test
    void addressThatAPunchHasOpenedIsToldToNobody() {
        makeAnchors();
        SimNode node = nats.fillingBehind(NatProfile.PORT_RESTRICTED);
        SimNode other = nats.fillingBehind(NatProfile.PORT_RESTRICTED);
        overlay.runFor(Duration.ofMinutes(1));

        assertThat(edge(node, other).path()).isEqualTo(PathKind.PUNCHED);
        assertThat(node.core().knowledge().get(other.id()).endpoints()).isEmpty();
        assertThat(other.core().knowledge().get(node.id()).endpoints()).isEmpty();
    }

    @Test
    void nodeThatLeavesPunchesNobodyAnyMore() {
        makeAnchors();
        SimNode node = nats.fillingBehind(NatProfile.PORT_RESTRICTED);
        overlay.runFor(SETTLING);
        tell(node, away(0));
        overlay.time().runUntil(() -> node.count(NodeCounter.PUNCH_REQUESTS_SENT) > 0, SETTLING);
        assertThat(node.count(NodeCounter.PUNCH_REQUESTS_SENT)).isPositive();

        node.leave();
        long before = node.count(NodeCounter.PUNCH_REQUESTS_SENT);
        overlay.runFor(TEN_SECONDS);

        assertThat(node.count(NodeCounter.PUNCH_REQUESTS_SENT)).isEqualTo(before);
        assertThat(node.hasLeft).isTrue();
    }
}
