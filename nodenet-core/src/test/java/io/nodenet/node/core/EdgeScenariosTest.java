package io.nodenet.node.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.address.Endpoint;
import io.nodenet.fact.CloseReason;
import io.nodenet.fact.DropReason;
import io.nodenet.fact.NodeEvent;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.upkeep.AnchorResult;
import io.nodenet.wire.FrameType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EdgeScenariosTest {
    private final Overlay overlay = new Overlay(17);
    private final SimNode node = overlay.quietNode();
    private final Puppet peer = overlay.puppet();

    @Test
    void B04_cleanStopTakesTheEdgeAwayAtOnce() {
        SimNode other = overlay.quietNode();
        overlay.edge(node, other);

        other.leave();
        overlay.settle();

        assertThat(node.core().edges().isEmpty()).isTrue();
        assertThat(node.edgesDown()).containsExactly(CloseReason.PEER_LEFT);
    }

    @Test
    void B05_leaveTakesTheEdgeAndClosesEveryConnection() {
        Wire first = overlay.edge(node, peer, false);
        Wire second = overlay.edge(node, peer, true);

        first.say("010700");
        overlay.settle();

        assertThat(node.core().edges().isEmpty()).isTrue();
        assertThat(List.of(first, second)).allMatch(end -> end.closedFor() == CloseReason.PEER_LEFT);
    }

    @Test
    void B06_droppedEdgeIsClosedAndForgetsWhatItsPeerReported() {
        Wire end = overlay.edge(node, peer, true);
        node.ping(peer.id());
        overlay.settle();
        end.say(Frames.frame(FrameType.PONG, pongOf("203.0.113.7:1")));
        overlay.settle();
        assertThat(node.core().edges().at(0).observedEndpoint().text()).isEqualTo("203.0.113.7:1");

        node.drop(peer.id());
        overlay.settle();
        assertThat(end.closedFor()).isEqualTo(CloseReason.DROPPED);
        assertThat(node.core().edges().isEmpty()).isTrue();

        overlay.edge(node, peer, true);
        assertThat(node.core().edges().at(0).observedEndpoint().isEmpty()).isTrue();
    }

    @Test
    void B07_frameQueuedBeforeADropRevivesNothing() {
        Wire end = overlay.edge(node, peer, false);
        node.drop(peer.id());

        end.arrive(Frames.frame(FrameType.APP, Frames.bytes("late")));
        end.arrive(new byte[] {1, 2, 0});
        overlay.settle();
        end.arrive(new byte[] {1, 2, 0});

        assertThat(node.core().edges().isEmpty()).isTrue();
        assertThat(node.deliveries).isEmpty();
        assertThat(peer.heard()).isEmpty();
        assertThat(node.drops(DropReason.CLOSED_CONNECTION)).isEqualTo(3);
    }

    @Test
    void B08_peerThatReturnsOnANewConnectionIsRegisteredAtOnce() {
        overlay.edge(node, peer, false);
        node.drop(peer.id());
        overlay.settle();

        Wire again = overlay.dialIn(peer, node);
        again.say(Frames.frame(FrameType.APP, Frames.bytes("back")));
        overlay.settle();

        assertThat(node.core().edges().get(peer.id())).isNotNull();
        assertThat(node.texts()).containsExactly("back");
    }

    @Test
    void B24_lateFailureOfAnOldConnectionLeavesTheNewOneInPlace() {
        Wire old = overlay.edge(node, peer, false);
        Wire fresh = overlay.edge(node, peer, false);

        old.close(CloseReason.SHUTDOWN);
        overlay.settle();

        assertThat(node.core().edges().get(peer.id())).isNotNull();
        assertThat(fresh.closedFor()).isNull();
        assertThat(node.edgesDown()).isEmpty();
        fresh.say("010200");
        overlay.settle();
        assertThat(peer.heard("03")).hasSize(1);
    }

    @Test
    void B24_failedSendOnAnOldConnectionGoesOverTheNewOneInstead() {
        Wire dialed = overlay.edge(node, peer, true);
        Wire accepted = overlay.edge(node, peer, false);
        dialed.breakSilently();

        node.sendDirect(peer.id(), Frames.bytes("either way"));
        overlay.settle();

        assertThat(peer.heard("40")).hasSize(1);
        assertThat(accepted.closedFor()).isNull();
        assertThat(node.core().edges().get(peer.id())).isNotNull();
    }

    @Test
    void simultaneousDialsLeaveOneEdgeWithTwoWorkingConnections() {
        Wire dialed = overlay.edge(node, peer, true);
        Wire accepted = overlay.edge(node, peer, false);

        dialed.say("010200");
        accepted.say("010200");
        overlay.settle();

        assertThat(node.core().edges().size()).isEqualTo(1);
        assertThat(peer.heard("03")).hasSize(2);
        assertThat(node.events(NodeEvent.PeerConnected.class)).hasSize(1);
        assertThat(node.core().edges().at(0).isOutbound()).isTrue();
        dialed.close(CloseReason.SHUTDOWN);
        overlay.settle();
        assertThat(node.core().edges().at(0).isOutbound())
                .as("the peer's own is left")
                .isFalse();
    }

    @Test
    void F21_ofTenConnectionsAtMostTwoAreKeptAndADropClosesAll() {
        List<Wire> ends = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            ends.add(overlay.edge(node, peer, false));
        }

        assertThat(node.core().edges().at(0).connections()).hasSize(2);
        assertThat(ends.stream().filter(end -> end.closedFor() == null)).hasSize(2);
        assertThat(ends.get(9).closedFor()).isNull();
        assertThat(node.drops(DropReason.SURPLUS_CONNECTION)).isEqualTo(8);

        node.drop(peer.id());
        overlay.settle();
        assertThat(ends).allMatch(end -> end.closedFor() != null);
        assertThat(node.core().edges().isEmpty()).isTrue();
    }

    @Test
    void ofTwoConnectionsTheOneThatWasSilentForLongerMakesRoomForAThird() {
        Wire first = overlay.edge(node, peer, false);
        Wire second = overlay.edge(node, peer, false);
        first.say(Overlay.UNKNOWN_FRAME);
        overlay.settle();

        Wire third = overlay.edge(node, peer, false);

        assertThat(second.closedFor()).isEqualTo(CloseReason.SURPLUS);
        assertThat(List.of(first, third)).allMatch(end -> end.closedFor() == null);
    }

    @Test
    void F05_peerBelowTheDifficultyGetsNoEdgeAndOneAboveDoes() {
        SimNode strict = strictNode();
        Puppet weak = overlay.puppet(Frames.flip(NodeId.ZERO, 3));
        Puppet strong = overlay.puppet(Frames.flip(NodeId.ZERO, 4));

        Wire refused = overlay.edge(strict, weak, false);
        Wire admitted = overlay.edge(strict, strong, false);

        assertThat(refused.closedFor()).isEqualTo(CloseReason.PROOF_OF_WORK);
        assertThat(strict.drops(DropReason.PEER_PROOF_OF_WORK)).isEqualTo(1);
        assertThat(admitted.closedFor()).isNull();
        assertThat(strict.core().edges().edges())
                .singleElement()
                .satisfies(edge -> assertThat(edge.id()).isEqualTo(strong.id()));
    }

    @Test
    void F06_anchorBelowTheDifficultyIsNeverDialed() {
        SimNode strict = strictNode();

        AnchorResult result = strict.addAnchor(overlay.deadAnchor(Frames.flip(NodeId.ZERO, 3)));
        strict.start();
        overlay.settle();

        assertThat(result).isEqualTo(AnchorResult.PROOF_OF_WORK);
        assertThat(strict.dials).isEmpty();
    }

    @Test
    void F14_unparseableFirstFrameClosesTheConnection() {
        Wire end = overlay.dialIn(peer, node);

        end.say("ff0100");
        overlay.settle();

        assertThat(end.closedFor()).isEqualTo(CloseReason.MALFORMED);
        assertThat(node.drops(DropReason.MALFORMED_FIRST_FRAME)).isEqualTo(1);
        assertThat(node.core().edges().isEmpty()).isTrue();
    }

    @Test
    void F15_inboundEdgesAreCappedAndOutboundOnesAreNot() {
        Identity identity = overlay.newIdentity();
        SimNode small = overlay.node(
                identity,
                Overlay.config(identity, 0)
                        .upkeep(false)
                        .deduplicationCapacity(16)
                        .build());
        List<Wire> wires = new ArrayList<>();
        for (int i = 0; i < 257; i++) {
            wires.add(overlay.edge(small, overlay.puppet(), false));
        }

        assertThat(wires.stream().map(Wire::closedFor).filter(Objects::nonNull)).containsExactly(CloseReason.RELEASED);
        assertThat(small.drops(DropReason.INBOUND_FULL)).isEqualTo(1);

        Wire outbound = overlay.edge(small, overlay.puppet(), true);
        assertThat(outbound.closedFor()).isNull();
        assertThat(small.core().edges().size()).isEqualTo(257);
    }

    @Test
    void F15_edgeThatLosesTheConnectionThatThisNodeDialedTakesAnInboundSlot() {
        Identity identity = overlay.newIdentity();
        SimNode small = overlay.node(
                identity,
                Overlay.config(identity, 0).upkeep(false).maxInboundEdges(20).build());
        List<Wire> dialed = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Puppet both = overlay.puppet();
            dialed.add(overlay.edge(small, both, true));
            overlay.edge(small, both, false);
        }
        for (int i = 0; i < 20; i++) {
            overlay.edge(small, overlay.puppet(), false);
        }
        assertThat(small.core().edges().size()).isEqualTo(23);

        dialed.forEach(wire -> wire.close(CloseReason.SHUTDOWN));
        overlay.settle();

        assertThat(small.core().edges().outboundCount()).isZero();
        assertThat(small.core().edges().size()).isEqualTo(20);
        assertThat(small.drops(DropReason.INBOUND_FULL)).isEqualTo(3);
    }

    /** Has somebody of the farthest half of the network dial in. */
    private Wire dialInFromAfar(SimNode to) {
        NodeId id = overlay.newId();
        while (to.id().commonPrefixLength(id) > 0) {
            id = overlay.newId();
        }
        return overlay.edge(to, overlay.puppet(id), false);
    }

    @Test
    void F15_keptPeersAndTheTwoFirstAnchorsThatDialedInGiveWayToNobody() {
        Identity identity = overlay.newIdentity();
        SimNode small = overlay.node(
                identity, Overlay.config(identity, 0).maxInboundEdges(22).build());
        small.start();
        for (int i = 0; i < 16; i++) {
            overlay.edge(small, overlay.puppet(Frames.flip(small.id(), 200 + i)), false);
        }
        Wire kept = dialInFromAfar(small);
        List<Wire> anchors = List.of(dialInFromAfar(small), dialInFromAfar(small), dialInFromAfar(small));
        Wire stranger = dialInFromAfar(small);
        Wire last = dialInFromAfar(small);
        small.input(core -> core.keep(kept.peer()));
        anchors.forEach(anchor -> small.addAnchor(anchor.farHost()));

        List<Wire> gone = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            dialInFromAfar(small);
            gone.addAll(Stream.of(kept, anchors.get(0), anchors.get(1), anchors.get(2), stranger, last)
                    .filter(wire -> wire.closedFor() == CloseReason.RELEASED && !gone.contains(wire))
                    .toList());
        }

        assertThat(gone).as("the oldest that may go first").containsExactly(anchors.get(2), stranger, last);
    }

    /** Adds a node with the caps of real hosts. */
    private SimNode publicNode() {
        Identity identity = overlay.newIdentity();
        SimNode host = overlay.node(identity, Overlay.config(identity, 0).build(), Endpoint.quic("203.0.113.1:4242"));
        host.start();
        return host;
    }

    private Puppet puppetAt(String address) {
        return overlay.puppet(overlay.newId(), Endpoint.quic(address)).answeringPings();
    }

    @Test
    void F18_throwawayConnectionsOfEightAddressesKeepNoNewcomerOut() {
        SimNode host = publicNode();
        List<Wire> throwaways = new ArrayList<>();
        for (int i = 0; i < 256; i++) {
            throwaways.add(overlay.edge(host, puppetAt("198.51." + i % 8 + ".1:" + (1000 + i)), false));
        }
        assertThat(host.core().edges().size()).isEqualTo(256);

        List<Wire> newcomers = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            newcomers.add(overlay.edge(host, puppetAt("192.0." + i + ".1:4242"), false));
            comeBack(host, throwaways, i);
        }
        overlay.runFor(Duration.ofMinutes(1));

        assertThat(newcomers).allMatch(newcomer -> newcomer.closedFor() == null);
        assertThat(host.core().edges().size()).isEqualTo(256);
    }

    /** Has somebody else dial in from the address of each connection that made room. */
    private void comeBack(SimNode host, List<Wire> throwaways, int round) {
        for (int i = 0; i < throwaways.size(); i++) {
            if (throwaways.get(i).closedFor() != null) {
                String address = "198.51." + i % 8 + ".1:" + (2000 + 256 * round + i);
                throwaways.set(i, overlay.edge(host, puppetAt(address), false));
            }
        }
    }

    @Test
    void F18_connectionsThatSayNothingKeepNoNewcomerOut() {
        SimNode host = publicNode();
        for (int i = 0; i < 288; i++) {
            puppetAt("198.51." + i % 9 + ".1:" + (1000 + i))
                    .dial(host, Duration.ofSeconds(1).toNanos());
        }
        overlay.settle();

        Wire newcomer = overlay.edge(host, puppetAt("192.0.2.1:4242"), false);

        assertThat(newcomer.closedFor()).isNull();
        assertThat(host.core().edges().get(newcomer.peer())).isNotNull();
    }

    @Test
    void edgeFoundClosedWhileSendingIsLostForTheReasonOfItsConnection() {
        Wire end = overlay.edge(node, peer, true);

        end.near().close(CloseReason.STALLED);
        node.ping(peer.id());

        assertThat(node.edgesDown()).containsExactly(CloseReason.STALLED);
    }

    @Test
    void edgeFoundClosedByAMessageIsLostForTheReasonOfItsConnection() {
        Wire end = overlay.edge(node, peer, true);

        end.near().close(CloseReason.STALLED);
        node.sendDirect(peer.id(), Frames.bytes("x"));

        assertThat(node.edgesDown()).containsExactly(CloseReason.STALLED);
    }

    @Test
    void connectionToSelfIsRefused() {
        Wire end = overlay.connect(node, node).twin();

        end.say(Overlay.UNKNOWN_FRAME);
        overlay.settle();

        assertThat(end.closedFor()).isEqualTo(CloseReason.SELF);
        assertThat(node.drops(DropReason.CONNECTION_TO_SELF)).isEqualTo(1);
    }

    private SimNode strictNode() {
        Identity identity = overlay.newIdentity();
        while (identity.nodeId().leadingZeroBits() < 4) {
            identity = overlay.newIdentity();
        }
        return overlay.node(identity, Overlay.config(identity, 4).build());
    }

    private static byte[] pongOf(String endpoint) {
        byte[] payload = new byte[6 + endpoint.length()];
        payload[0] = 4;
        System.arraycopy(Frames.bytes("quic"), 0, payload, 1, 4);
        payload[5] = (byte) endpoint.length();
        System.arraycopy(Frames.bytes(endpoint), 0, payload, 6, endpoint.length());
        return payload;
    }
}
