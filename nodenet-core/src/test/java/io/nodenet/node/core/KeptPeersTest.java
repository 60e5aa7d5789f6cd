package io.nodenet.node.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.address.Endpoint;
import io.nodenet.fact.CloseReason;
import io.nodenet.fact.ConnectStep;
import io.nodenet.fact.NodeCounter;
import io.nodenet.fact.NodeEvent;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.port.CoreConfig;
import io.nodenet.node.core.upkeep.KeptPeers;
import io.nodenet.routed.Contact;
import io.nodenet.routing.ContactSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The edges that an application asked to keep. */
class KeptPeersTest {
    private static final Duration THREE_SECONDS = Duration.ofSeconds(3);
    private static final Duration HALF_A_MINUTE = Duration.ofSeconds(37);
    private static final Duration MINUTES = Duration.ofMinutes(5);

    private final Overlay overlay = new Overlay(29);
    private final SimNode node = overlay.node();
    private final SimNode peer = overlay.node();

    private boolean isConnected() {
        return node.core().edges().get(peer.id()) != null;
    }

    private void keep(NodeId id) {
        node.input(core -> assertThat(core.keep(id)).isTrue());
    }

    @Test
    void keptEdgeIsMadeAgainAfterItsLoss() {
        overlay.edge(node, peer);
        keep(peer.id());
        assertThat(isConnected()).isTrue();

        peer.drop(node.id());
        overlay.settle();
        assertThat(isConnected()).isFalse();
        overlay.runFor(THREE_SECONDS);

        assertThat(isConnected()).isTrue();
    }

    @Test
    void edgeThatIsNotKeptIsNotMadeAgain() {
        overlay.edge(node, peer);
        keep(peer.id());
        node.input(core -> core.stopKeeping(peer.id()));
        assertThat(isConnected()).as("it stays for now").isTrue();

        peer.drop(node.id());
        overlay.runFor(MINUTES);

        assertThat(isConnected()).isFalse();
    }

    @Test
    void keepingEndsBetweenTwoAttempts() {
        overlay.edge(node, peer);
        keep(peer.id());
        peer.drop(node.id());
        overlay.settle();
        node.input(core -> core.stopKeeping(peer.id()));

        overlay.runFor(MINUTES);

        assertThat(isConnected()).isFalse();
    }

    @Test
    void peerWhoseAddressIsUnknownIsLookedUp() {
        SimNode between = overlay.node();
        overlay.edge(between, peer);
        overlay.edge(node, between);
        assertThat(node.core().knowledge().get(peer.id())).isNull();

        keep(peer.id());
        overlay.runFor(THREE_SECONDS);

        assertThat(isConnected()).isTrue();
        assertThat(node.count(NodeCounter.LOOKUPS)).isPositive();
    }

    @Test
    void peerThatIsAwayIsDialedEveryHalfMinuteAndReachedWhenItIsBack() {
        overlay.edge(node, peer);
        keep(peer.id());
        overlay.online(peer, false);
        node.drop(peer.id());
        overlay.runFor(MINUTES);
        long before = node.count(NodeCounter.CONTACTS_DIALED);
        overlay.runFor(MINUTES);
        assertThat(node.count(NodeCounter.CONTACTS_DIALED) - before).isBetween(8L, 13L);

        overlay.online(peer, true);
        overlay.runFor(HALF_A_MINUTE);

        assertThat(isConnected()).isTrue();
    }

    @Test
    void I10_peerThatSaysItIsAlwaysDialableIsDialedAndNothingElse() {
        overlay.edge(node, overlay.node());
        for (int capabilities : List.of(Contact.PUBLIC_ANCHOR, Contact.CAN_RELAY)) {
            Identity identity = overlay.newIdentity();
            Contact away = new Contact(
                    identity.nodeId(), identity.publicKey(), capabilities, List.of(Endpoint.quic("10.9.9.9:4242")));
            node.input(core -> core.knowledge().observe(away, ContactSource.OWNER, node.now()));
            long hellosBefore = node.count(NodeCounter.HELLOS_SENT);

            keep(identity.nodeId());
            overlay.runFor(MINUTES);

            assertThat(node.count(NodeCounter.HELLOS_SENT) > hellosBefore).isEqualTo(capabilities == Contact.CAN_RELAY);
        }
    }

    @Test
    void I11_attemptOfItsOwnThatFailsTellsTheCauseOfTheDialAndMakesNoEdge() {
        overlay.edge(node, overlay.node());
        Identity identity = overlay.newIdentity();
        Contact away = new Contact(identity.nodeId(), identity.publicKey(), 0, List.of(Endpoint.quic("10.9.9.9:4242")));
        node.input(core -> core.knowledge().observe(away, ContactSource.OWNER, node.now()));

        keep(identity.nodeId());
        overlay.runFor(HALF_A_MINUTE);

        NodeEvent.ConnectEnded ended = node.events(NodeEvent.ConnectEnded.class).get(0);
        assertThat(ended.path()).isNull();
        assertThat(ended.steps())
                .filteredOn(step -> step.stage() == ConnectStep.Stage.DIRECT)
                .extracting(ConnectStep::detail)
                .contains("no answer from 10.9.9.9:4242");
        assertThat(node.core().edges().get(identity.nodeId())).isNull();
    }

    @Test
    void nodeThatLeavesMakesNoEdgeAgain() {
        overlay.edge(node, peer);
        keep(peer.id());

        node.leave();
        overlay.runFor(MINUTES);

        assertThat(isConnected()).isFalse();
        assertThat(node.hasLeft).isTrue();
    }

    @Test
    void onePeerMoreThanTheLimitIsNotKept() {
        for (int i = 0; i < KeptPeers.MAX_KEPT; i++) {
            keep(overlay.newId());
        }
        node.input(core -> assertThat(core.keep(peer.id())).isFalse());

        NodeId first = overlay.newId();
        node.input(core -> assertThat(core.keep(first)).isFalse());
        assertThat(KeptPeers.MAX_KEPT).isEqualTo(256);
    }

    @Test
    void nodeItselfIsNotKept() {
        node.input(core -> assertThat(core.keep(node.id())).isFalse());
    }

    /** Gives a node many more edges than it wants; returns the peers, the farthest first: of them there are most. */
    private List<SimNode> crowd(SimNode hub, int size) {
        List<SimNode> crowd = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            SimNode member = overlay.quietNode();
            overlay.edge(hub, member);
            crowd.add(member);
        }
        crowd.sort(Comparator.comparingInt(member -> hub.id().bucketIndex(member.id())));
        return crowd;
    }

    private static List<NodeId> connected(SimNode hub, List<SimNode> crowd) {
        return crowd.stream()
                .map(SimNode::id)
                .filter(id -> hub.core().edges().get(id) != null)
                .toList();
    }

    @Test
    void keptEdgeIsNotReleasedThoughItIsSurplus() {
        Identity identity = overlay.newIdentity();
        SimNode hub =
                overlay.node(identity, CoreConfig.of(identity, 0).targetEdges(4).build());
        hub.start(Endpoint.quic("192.0.2.1:4242"));
        List<SimNode> crowd = crowd(hub, 50);
        List<NodeId> kept = crowd.subList(0, 50).stream()
                .filter(member -> hub.id().bucketIndex(member.id())
                        == hub.id().bucketIndex(crowd.get(0).id()))
                .map(SimNode::id)
                .skip(3)
                .limit(5)
                .toList();
        assertThat(kept).hasSize(5);
        kept.forEach(id -> hub.input(core -> core.keep(id)));

        overlay.runFor(MINUTES);

        assertThat(connected(hub, crowd)).hasSizeLessThan(40).containsAll(kept);
        assertThat(hub.edgesDown()).contains(CloseReason.RELEASED);

        kept.forEach(id -> hub.input(core -> core.stopKeeping(id)));
        overlay.runFor(MINUTES);
        assertThat(connected(hub, crowd)).doesNotContainAnyElementsOf(kept);
    }
}
