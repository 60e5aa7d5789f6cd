package io.nodenet.node.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.fact.CloseReason;
import io.nodenet.fact.DropReason;
import io.nodenet.fact.NodeCounter;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeliveryScenariosTest {
    private final Overlay overlay = new Overlay(5);

    @Test
    void A01_messageCrossesAChainOfSixAndNamesItsOriginator() {
        List<SimNode> nodes = overlay.chain(6);

        nodes.get(0).send(nodes.get(5).id(), "hello R");
        overlay.runFor(Duration.ofSeconds(1));

        assertThat(nodes.get(5).deliveries).singleElement().satisfies(delivery -> {
            assertThat(delivery.text()).isEqualTo("hello R");
            assertThat(delivery.originator()).isEqualTo(nodes.get(0).id());
            assertThat(delivery.direct()).isFalse();
        });
    }

    @Test
    void A02_nodeThatOnlyDialedOutIsARouter() {
        SimNode target = overlay.node();
        SimNode router = overlay.node();
        router.addAnchor(target);
        overlay.runFor(Duration.ofSeconds(1));
        SimNode sender = overlay.node();
        sender.addAnchor(router);
        overlay.runFor(Duration.ofSeconds(1));

        sender.send(target.id(), "through the router");
        overlay.settle();

        assertThat(router.core().edges().outboundCount()).isEqualTo(1);
        assertThat(router.count(NodeCounter.FORWARDED)).isEqualTo(1);
        assertThat(target.texts()).containsExactly("through the router");
    }

    @Test
    void A03_firstFrameMakesAnInboundEdgeThatCarriesAnswers() {
        SimNode acceptor = overlay.node();
        SimNode dialer = overlay.node();
        dialer.addAnchor(acceptor);
        overlay.runFor(Duration.ofSeconds(1));

        assertThat(acceptor.core().edges().size()).isEqualTo(1);
        assertThat(acceptor.core().edges().outboundCount()).isZero();
        acceptor.send(dialer.id(), "back");
        overlay.settle();
        assertThat(dialer.texts()).containsExactly("back");
    }

    @Test
    void A05_messageArrivesAlthoughAFirstHopIsKilled() {
        SimNode source = overlay.quietNode();
        SimNode target = overlay.quietNode();
        List<SimNode> hops = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            SimNode hop = overlay.quietNode();
            hops.add(hop);
            overlay.edge(source, hop);
            overlay.edge(hop, target);
        }
        overlay.network().kill(hops.get(0).id());

        source.send(target.id(), "still there");
        overlay.settle();

        assertThat(target.texts()).containsExactly("still there");
    }

    @Test
    void A06_deadBestHopIsDroppedAndTheSecondCarriesTheMessage() {
        SimNode node = overlay.quietNode();
        NodeId target = Frames.flip(node.id(), 0);
        Puppet best = overlay.puppet(Frames.flip(target, 9));
        Puppet second = overlay.puppet(Frames.flip(target, 8));
        Wire dead = overlay.edge(node, best, true);
        overlay.edge(node, second, true);
        Wire from = overlay.edge(node, overlay.puppet(), false);
        dead.breakSilently();

        from.arrive(Frames.route(overlay.newIdentity(), target, overlay.time().wallNanos(), "repaired"));
        overlay.settle();

        assertThat(second.heard("01")).hasSize(1);
        assertThat(node.core().edges().get(best.id())).isNull();
        assertThat(node.edgesDown()).containsExactly(CloseReason.PEER_CLOSED);
        assertThat(node.count(NodeCounter.FORWARDED)).isEqualTo(1);
    }

    @Test
    void B22_messageTakesAnotherWayAsSoonAsAHopHasClosedItsConnection() {
        SimNode node = overlay.quietNode();
        NodeId target = Frames.flip(node.id(), 0);
        Puppet best = overlay.puppet(Frames.flip(target, 9));
        Puppet second = overlay.puppet(Frames.flip(target, 8));
        Wire closing = overlay.edge(node, best, true);
        overlay.edge(node, second, true);
        Wire from = overlay.edge(node, overlay.puppet(), false);

        closing.close(CloseReason.DROPPED);
        overlay.runFor(Duration.ofMillis(99));
        assertThat(node.core().edges().get(best.id())).isNull();
        assertThat(node.edgesDown()).containsExactly(CloseReason.PEER_CLOSED);
        from.say(Frames.route(overlay.newIdentity(), target, overlay.time().wallNanos(), "rerouted"));
        overlay.settle();

        assertThat(second.heard("01")).hasSize(1);
        assertThat(best.heard("01")).isEmpty();
        assertThat(node.count(NodeCounter.FORWARDED)).isEqualTo(1);
    }

    @Test
    void A08_messageToSelfIsDeliveredOnceWithItsOriginator() {
        SimNode node = overlay.quietNode();
        Wire from = overlay.edge(node, overlay.puppet(), false);
        Identity origin = overlay.newIdentity();

        from.say(Frames.route(origin, node.id(), overlay.time().wallNanos(), "for you"));
        overlay.settle();

        assertThat(node.deliveries).singleElement().satisfies(delivery -> {
            assertThat(delivery.originator()).isEqualTo(origin.nodeId());
            assertThat(delivery.text()).isEqualTo("for you");
        });
    }

    @Test
    void A09_fullDeliveryQueueIsCountedAndDispatchGoesOn() {
        SimNode node = overlay.quietNode();
        node.deliveryRoom = 1;
        Puppet peer = overlay.puppet();
        Wire from = overlay.edge(node, peer, false);
        Identity origin = overlay.newIdentity();

        for (int i = 0; i < 3; i++) {
            from.say(Frames.route(origin, node.id(), overlay.time().wallNanos() + i, "message " + i));
        }
        from.say("010200");
        overlay.settle();

        assertThat(node.texts()).containsExactly("message 0");
        assertThat(node.drops(DropReason.PENDING_MESSAGES_FULL)).isEqualTo(2);
        assertThat(peer.heard("03")).as("the ping behind them is answered").hasSize(1);
    }

    @Test
    void A10_garbageIsNeitherDeliveredNorFatal() {
        SimNode node = overlay.quietNode();
        Puppet peer = overlay.puppet();
        Wire from = overlay.edge(node, peer, false);
        byte[] message =
                Frames.route(overlay.newIdentity(), node.id(), overlay.time().wallNanos(), "whole");

        from.say("");
        from.say("020200");
        from.say("01");
        for (int length = 0; length < message.length; length++) {
            byte[] cut = new byte[length];
            System.arraycopy(message, 0, cut, 0, length);
            from.say(cut);
        }
        from.say("010200");
        overlay.settle();

        assertThat(node.deliveries).isEmpty();
        assertThat(peer.heard("03")).hasSize(1);
        assertThat(node.drops(DropReason.MALFORMED_FRAME)).isEqualTo(3 + message.length);
    }

    @Test
    void A13_messageCrossesSeventeenConnectionsAndNotEighteen() {
        List<SimNode> nodes = overlay.chain(19);

        // the last but one is as near to itself as can be, and every node before it is strictly closer than its
        // predecessor
        nodes.get(0).send(nodes.get(18).id(), "one hop too far");
        nodes.get(1).send(nodes.get(18).id(), "just in reach");
        overlay.runFor(Duration.ofSeconds(5));

        assertThat(nodes.get(18).texts()).containsExactly("just in reach");
        assertThat(nodes.get(17).drops(DropReason.HOPS_EXHAUSTED)).isEqualTo(1);
    }

    @Test
    void A18_messageOverThreeDisjointPathsIsDeliveredExactlyOnce() {
        SimNode source = overlay.quietNode();
        SimNode target = overlay.quietNode();
        for (int i = 0; i < 3; i++) {
            SimNode hop = overlay.quietNode();
            overlay.edge(source, hop);
            overlay.edge(hop, target);
        }

        assertThat(source.send(target.id(), "once")).isEqualTo(3);
        overlay.settle();

        assertThat(target.texts()).containsExactly("once");
        assertThat(target.drops(DropReason.DUPLICATE)).isEqualTo(2);
    }
}
