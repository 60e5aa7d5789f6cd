package io.nodenet.node.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.address.Endpoint;
import io.nodenet.fact.DropReason;
import io.nodenet.fact.NodeCounter;
import io.nodenet.identity.Identity;
import io.nodenet.nat.PunchSignal;
import io.nodenet.node.core.port.CoreConfig;
import io.nodenet.wire.Nonce;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The answer to a request for a hole punch: what strangers can make a node tell and send (group H of docs/protocol/09). */
class PunchResponderTest {
    private final Overlay overlay = new Overlay(15);
    private final Signals signals = new Signals(overlay);
    private final SimNode node = node(false, "203.0.113.1:4242");
    private final Puppet neighbour = overlay.puppet();
    private final Wire wire = overlay.edge(node, neighbour, false);
    private int nonces;

    private SimNode node(boolean gated, String endpoint) {
        Identity identity = overlay.newIdentity();
        CoreConfig config =
                Overlay.config(identity, 0).upkeep(false).gated(gated).build();
        SimNode added = overlay.node(identity, config, Endpoint.quic(endpoint));
        added.start();
        return added;
    }

    private static Endpoint at(int host, int port) {
        return Endpoint.quic("198.51." + host / 256 + "." + host % 256 + ":" + port);
    }

    private void connect(Identity from, Endpoint... endpoints) {
        wire.arrive(signals.connect(from, node.id(), new Nonce(7, ++nonces), List.of(endpoints)));
    }

    private List<Endpoint> punched() {
        return node.punches.stream().map(SimNode.Punch::target).toList();
    }

    @Test
    void requestIsAnsweredWithItsNonceAndTheAddressesOfThisNode() {
        Identity asker = overlay.newIdentity();
        wire.arrive(signals.connect(asker, node.id(), new Nonce(3, 4), List.of(at(1, 4242))));
        overlay.settle();

        List<String> acks = neighbour.heard(Signals.CONNECT_ACK);
        assertThat(acks).hasSize(1);
        PunchSignal ack = Signals.punchSignal(acks.get(0));
        assertThat(ack.nonce()).isEqualTo(new Nonce(3, 4));
        assertThat(ack.endpoints()).containsExactly(node.endpoint());
        assertThat(node.count(NodeCounter.PUNCH_REQUESTS_ANSWERED)).isOne();
    }

    @Test
    void requestThatComesInSeveralCopiesIsAnsweredOnce() {
        Identity asker = overlay.newIdentity();
        for (int copy = 0; copy < 3; copy++) {
            wire.arrive(signals.connect(asker, node.id(), new Nonce(3, 4), List.of(at(1, 4242))));
        }
        overlay.runFor(Duration.ofSeconds(1));

        assertThat(neighbour.heard(Signals.CONNECT_ACK)).hasSize(1);
        assertThat(punched()).hasSize(5);
        assertThat(node.drops(DropReason.DUPLICATE)).isEqualTo(2);
    }

    @Test
    void H13_burstIsFiveDatagramsFiftyMillisecondsApart() {
        connect(overlay.newIdentity(), at(1, 4242));
        overlay.settle();
        long first = node.punches.get(0).atNanos();
        overlay.runFor(Duration.ofSeconds(1));

        assertThat(node.punches)
                .extracting(punch -> Duration.ofNanos(punch.atNanos() - first).toMillis())
                .containsExactly(0L, 50L, 100L, 150L, 200L);
        assertThat(node.count(NodeCounter.PUNCHES_SENT)).isEqualTo(5);
    }

    @Test
    void H12_eightDistinctAddressesArePunchedHoweverManyARequestNames() {
        Endpoint[] told = new Endpoint[16];
        for (int i = 0; i < told.length; i++) {
            told[i] = at(i % 12, 4242);
        }
        connect(overlay.newIdentity(), told);
        overlay.runFor(Duration.ofSeconds(1));

        assertThat(new HashSet<>(punched())).hasSize(8);
        assertThat(punched()).hasSize(5 * 8);
    }

    @Test
    void J11_addressesThatLeadNowhereGoodAreNotPunched() {
        connect(
                overlay.newIdentity(),
                Endpoint.quic("host.example:4242"),
                Endpoint.quic("127.0.0.1:4242"),
                Endpoint.quic("255.255.255.255:4242"),
                Endpoint.quic("224.0.0.1:4242"),
                Endpoint.quic("169.254.1.1:4242"),
                Endpoint.quic("0.0.0.0:4242"),
                Endpoint.quic("198.51.100.1:0"),
                at(1, 4242));
        overlay.runFor(Duration.ofSeconds(1));

        assertThat(Set.copyOf(punched())).containsExactly(at(1, 4242));
    }

    @Test
    void H11_thirtyTwoBurstsRunAtATime() {
        for (int i = 0; i < 52; i++) {
            connect(overlay.newIdentity(), at(i, 4242));
        }
        overlay.settle();
        assertThat(new HashSet<>(punched())).hasSize(32);
        assertThat(node.drops(DropReason.PUNCH_LIMIT)).isEqualTo(20);

        overlay.runFor(Duration.ofSeconds(1));
        connect(overlay.newIdentity(), at(99, 4242));
        overlay.settle();
        assertThat(punched()).as("once the others have ended").contains(at(99, 4242));
    }

    @Test
    void H03_originatorGetsThirtyTwoAnswersAtOnce() {
        Identity asker = overlay.newIdentity();
        for (int i = 0; i < 200; i++) {
            connect(asker, at(i, 4242));
            overlay.runFor(Duration.ZERO);
        }
        overlay.settle();

        assertThat(neighbour.heard(Signals.CONNECT_ACK)).hasSize(32);
        assertThat(node.drops(DropReason.RATE_LIMITED_ORIGINATOR)).isEqualTo(168);
    }

    @Test
    void hostIsPunchedAtSixteenPortsAtOnceAndAtTwoASecondAfterThatWhoeverAsks() {
        for (int second = 0; second < 10; second++) {
            for (int i = 0; i < 10; i++) {
                connect(overlay.newIdentity(), at(1, 1000 + 100 * second + 2 * i), at(1, 1001 + 100 * second + 2 * i));
            }
            overlay.runFor(Duration.ofSeconds(1));
        }

        assertThat(new HashSet<>(punched())).hasSizeBetween(16 + 2 * 8, 16 + 2 * 10);
        assertThat(node.drops(DropReason.PUNCH_LIMIT)).isPositive();
        connect(overlay.newIdentity(), at(2, 4242));
        overlay.settle();
        assertThat(punched()).as("another host").contains(at(2, 4242));
    }

    @Test
    void W28_askerWhomThePolicyRefusesIsToldNothingAndNotPunched() {
        SimNode gated = node(true, "203.0.114.1:4242");
        Puppet other = overlay.puppet();
        Wire there = overlay.edge(gated, other, false);
        Identity refused = overlay.newIdentity();
        gated.policy = (peer, outbound) -> !peer.equals(refused.nodeId());

        there.arrive(signals.connect(refused, gated.id(), new Nonce(1, 1), List.of(at(1, 4242))));
        overlay.settle();

        assertThat(other.heard(Signals.CONNECT_ACK)).isEmpty();
        assertThat(gated.punches).isEmpty();
        assertThat(gated.drops(DropReason.EDGE_REFUSED)).isOne();
    }

    @Test
    void nodeThatMayBeUndialableDialsTheAskerOnceTheAskerHasPunched() {
        Identity asker = overlay.newIdentity();
        connect(asker, at(1, 4242));
        overlay.runFor(Duration.ofMillis(140));
        assertThat(node.dials).isEmpty();

        overlay.runFor(Duration.ofMillis(20));
        assertThat(node.dials).extracting(SimNode.Dial::endpoint).containsExactly(at(1, 4242));
        assertThat(node.dials).extracting(SimNode.Dial::peer).containsExactly(asker.nodeId());

        overlay.runFor(Duration.ofSeconds(10));
        assertThat(node.dials).hasSize(2);
        assertThat(node.dials.get(1).atNanos() - node.dials.get(0).atNanos())
                .as("once more, for an asker that is far away")
                .isEqualTo(Duration.ofMillis(350).toNanos());
    }

    @Test
    void leavingNodePunchesAndDialsNobodyAnyMore() {
        connect(overlay.newIdentity(), at(1, 4242));
        overlay.runFor(Duration.ofMillis(60));
        int before = node.punches.size();

        node.input(NodeCore::leave);
        overlay.runFor(Duration.ofSeconds(5));

        assertThat(node.punches).hasSize(before);
        assertThat(node.dials).isEmpty();
    }

    @Test
    void sixtyFourAskersAreDialedBackAtATime() {
        for (int round = 0; round < 4; round++) { // 32 bursts run at a time
            for (int i = 0; i < 20; i++) {
                connect(overlay.newIdentity(), at(20 * round + i, 4242));
            }
            overlay.runFor(Duration.ofMillis(250));
        }
        overlay.runFor(Duration.ofSeconds(2));

        assertThat(node.dials.stream().map(SimNode.Dial::peer).distinct()).hasSize(64);
        assertThat(node.dials).hasSize(128);
        assertThat(node.drops(DropReason.PUNCH_LIMIT)).isEqualTo(16);
    }

    @Test
    void policyIsAskedAboutSixtyFourAskersAtATime() {
        SimNode gated = node(true, "203.0.115.1:4242");
        Puppet other = overlay.puppet();
        Wire there = overlay.edge(gated, other, false);
        gated.policy = (peer, outbound) -> null;

        for (int i = 0; i < 70; i++) {
            there.arrive(signals.connect(overlay.newIdentity(), gated.id(), new Nonce(1, i), List.of(at(i, 4242))));
            overlay.runFor(Duration.ZERO);
        }

        assertThat(gated.drops(DropReason.ADMISSION_OVERFLOW)).isEqualTo(6);
        assertThat(gated.punches).isEmpty();
    }
}
