package io.nodenet.node.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.address.Endpoint;
import io.nodenet.fact.DropReason;
import io.nodenet.fact.NodeCounter;
import io.nodenet.fact.PathKind;
import io.nodenet.identity.Identity;
import io.nodenet.transport.memory.NatProfile;
import io.nodenet.wire.FrameType;
import io.nodenet.wire.Nonce;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The datagrams with which a node opens its NAT for whoever asks for an introduction: what strangers can make it send. */
class IntroductionsTest {
    private static final Endpoint ASKER = Endpoint.quic("198.51.100.1:4242");

    private final Overlay overlay = new Overlay(17);
    private final NatHosts nats = new NatHosts(overlay);
    private final Signals signals = new Signals(overlay);
    private int nonces;

    private Wire neighbourOf(SimNode node) {
        overlay.runFor(Duration.ofSeconds(10));
        return overlay.edge(node, overlay.puppet().answeringPings(), true);
    }

    private SimNode behind(NatProfile nat) {
        nats.makeAnchors(3);
        return nats.behind(nat);
    }

    private void hello(Wire wire, SimNode node, Identity asker, List<Endpoint> told) {
        wire.arrive(signals.hello(asker, node.id(), new Nonce(5, ++nonces), told));
        overlay.runFor(Duration.ZERO);
    }

    private static List<Endpoint> punched(SimNode node) {
        return node.punches.stream().map(SimNode.Punch::target).toList();
    }

    @Test
    void natIsOpenedForWhoeverAsksBeforeTheAnswer() {
        SimNode node = behind(NatProfile.PORT_RESTRICTED);
        Wire wire = neighbourOf(node);

        hello(wire, node, overlay.newIdentity(), List.of(ASKER));
        overlay.runFor(Duration.ofSeconds(1));

        assertThat(punched(node)).containsExactly(ASKER);
        assertThat(node.count(NodeCounter.PUNCHES_SENT)).isOne();
        assertThat(node.count(NodeCounter.HELLOS_ANSWERED)).isOne();
        assertThat(node.count(NodeCounter.PUNCH_REQUESTS_ANSWERED)).isZero();
    }

    @ParameterizedTest
    @EnumSource(
            value = NatProfile.class,
            names = {"NONE", "SYMMETRIC"})
    void nothingIsSentWhereItWouldOpenNothing(NatProfile nat) {
        SimNode node = behind(nat);
        Wire wire = neighbourOf(node);

        hello(wire, node, overlay.newIdentity(), List.of(ASKER));
        overlay.settle();

        assertThat(node.count(NodeCounter.HELLOS_ANSWERED)).isOne();
        assertThat(punched(node)).isEmpty();
    }

    @Test
    void whoeverMayNotLearnTheAddressesOfTheNodeGetsNoDatagramFromThemEither() {
        Identity identity = overlay.newIdentity();
        nats.makeAnchors(3);
        SimNode node = nats.behind(
                NatProfile.PORT_RESTRICTED,
                identity,
                Overlay.config(identity, 0).upkeep(false).selective(true));
        node.disclosure = (peer, outbound) -> false;
        Wire wire = neighbourOf(node);

        hello(wire, node, overlay.newIdentity(), List.of(ASKER));
        overlay.runFor(Duration.ofSeconds(1));

        assertThat(node.drops(DropReason.DISCLOSURE_REFUSED)).isOne();
        assertThat(punched(node)).isEmpty();
    }

    @Test
    void eightAddressesThatMayBePunchedGetOneDatagramEachHoweverManyAreTold() {
        SimNode node = behind(NatProfile.PORT_RESTRICTED);
        Wire wire = neighbourOf(node);
        List<Endpoint> told = new ArrayList<>(List.of(
                Endpoint.quic("127.0.0.1:4242"),
                Endpoint.quic("255.255.255.255:4242"),
                Endpoint.quic("224.0.0.1:4242"),
                Endpoint.quic("198.51.100.9:0")));
        for (int i = 0; i < 12; i++) {
            told.add(Endpoint.quic("198.51.100." + (20 + i) + ":4242"));
        }

        hello(wire, node, overlay.newIdentity(), told);
        overlay.runFor(Duration.ofSeconds(1));

        assertThat(punched(node)).hasSize(8).isSubsetOf(told.subList(4, told.size()));
        assertThat(new HashSet<>(punched(node))).hasSize(8);
    }

    @Test
    void hostGetsSixteenDatagramsAtOnceAndTwoASecondAfterThatWhoeverAsks() {
        SimNode node = behind(NatProfile.PORT_RESTRICTED);
        Wire wire = neighbourOf(node);

        for (int i = 0; i < 40; i++) {
            hello(wire, node, overlay.newIdentity(), List.of(Endpoint.quic("198.51.100.1:" + (1_000 + i))));
        }
        overlay.settle();
        assertThat(punched(node)).hasSize(16);
        assertThat(node.drops(DropReason.PUNCH_LIMIT)).isEqualTo(24);
        assertThat(node.count(NodeCounter.HELLOS_ANSWERED))
                .as("all are answered")
                .isEqualTo(40);

        overlay.runFor(Duration.ofSeconds(1));
        for (int i = 0; i < 10; i++) {
            hello(wire, node, overlay.newIdentity(), List.of(Endpoint.quic("198.51.100.1:" + (2_000 + i))));
        }
        assertThat(punched(node)).hasSize(18);
    }

    @Test
    void whatComesThroughIsNoPunchedConnection() {
        nats.makeAnchors(3);
        SimNode node = nats.behind(NatProfile.PORT_RESTRICTED);
        SimNode caller = nats.behind(NatProfile.PORT_RESTRICTED);
        overlay.runFor(Duration.ofSeconds(10));

        caller.sendDirect(node.id(), new byte[] {1});
        overlay.runFor(Duration.ofSeconds(1));

        assertThat(caller.count(NodeCounter.PUNCH_REQUESTS_SENT)).isZero();
        assertThat(node.core().edges().get(caller.id()).path())
                .isEqualTo(caller.core().edges().get(node.id()).path());
    }

    @Test
    void whoeverComesThroughTheOpenedNatDoesNotShowThatStrangersCanDial() {
        SimNode node = behind(NatProfile.PORT_RESTRICTED);
        SimNode caller = nats.behind(NatProfile.NONE);
        overlay.runFor(Duration.ofSeconds(10));
        Puppet neighbour = overlay.puppet().answeringPings();
        Wire wire = overlay.edge(node, neighbour, true);

        long operation = caller.connect(node.id(), EnumSet.of(PathKind.DIRECT), Duration.ofSeconds(5));
        overlay.runFor(Duration.ofSeconds(5));
        wire.say(Frames.frame(FrameType.SIBLINGS, new byte[8]));
        overlay.settle();

        assertThat(caller.connected.get(operation)).isNotNull();
        assertThat(node.core().reflexive().endpoints()).as("confirmed").hasSize(1);
        assertThat(RecordedAnswer.of(neighbour.heard("05").get(0)).contacts())
                .filteredOn(contact -> contact.id().equals(node.id()))
                .singleElement()
                .satisfies(contact -> assertThat(contact.endpoints()).isEmpty());
    }
}
