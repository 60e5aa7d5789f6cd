package io.nodenet.node.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.nodenet.BackpressureException;
import io.nodenet.NodenetTimeoutException;
import io.nodenet.UnroutableException;
import io.nodenet.address.Endpoint;
import io.nodenet.fact.DropReason;
import io.nodenet.fact.NodeCounter;
import io.nodenet.fact.PeerIntroduction;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.rendezvous.Hello;
import io.nodenet.rendezvous.Introduction;
import io.nodenet.rendezvous.Reply;
import io.nodenet.routing.KnownContact;
import io.nodenet.wire.FrameType;
import io.nodenet.wire.Nonce;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Hello and reply: groups H and I of docs/protocol/09. */
class RendezvousTest {
    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);
    private static final Endpoint SOMEWHERE = Endpoint.quic("203.0.113.7:4242");

    private final Overlay overlay = new Overlay(23);
    private final Signals signals = new Signals(overlay);

    private SimNode quiet() {
        SimNode node = overlay.quietNode();
        node.start();
        return node;
    }

    private byte[] reply(Identity responder, SimNode asker, Nonce nonce) {
        return signals.reply(responder, asker.id(), nonce, List.of(SOMEWHERE));
    }

    private byte[] hello(Identity asker, SimNode node, Nonce nonce) {
        return signals.hello(asker, node.id(), nonce, List.of(SOMEWHERE));
    }

    @Test
    void I01_peersThatNeverMetKnowEachOthersKeysAndAddressesAfterwards() {
        SimNode asker = quiet();
        SimNode between = quiet();
        SimNode peer = quiet();
        overlay.edge(asker, between);
        overlay.edge(between, peer);

        long operation = asker.rendezvous(peer.id(), TEN_SECONDS);
        overlay.runFor(Duration.ofMillis(200));

        PeerIntroduction introduction = asker.introductions.get(operation);
        assertThat(introduction.peer()).isEqualTo(peer.id());
        assertThat(introduction.key()).isEqualTo(peer.identity().publicKey());
        assertThat(introduction.exchangeKey()).isEqualTo(peer.identity().exchangeKey());
        assertThat(introduction.endpoints()).containsExactly(peer.endpoint());
        assertKnows(asker, peer);
        assertKnows(peer, asker);
        assertThat(asker.count(NodeCounter.HELLOS_SENT)).isOne();
        assertThat(peer.count(NodeCounter.HELLOS_ANSWERED)).isOne();
    }

    private static void assertKnows(SimNode one, SimNode other) {
        KnownContact known = one.core().knowledge().get(other.id());
        assertThat(known.key()).isEqualTo(other.identity().publicKey());
        assertThat(known.exchangeKey()).isEqualTo(other.identity().exchangeKey());
        assertThat(known.endpoints()).containsExactly(other.endpoint());
    }

    @Test
    void I02_forgedRepliesDoNotEndTheWaitForTheGenuineOne() {
        SimNode asker = quiet();
        Puppet forwarder = overlay.puppet();
        Wire wire = overlay.edge(asker, forwarder, true).twin();
        Identity target = overlay.newIdentity();
        Identity forger = overlay.newIdentity();
        long operation = asker.rendezvous(target.nodeId(), TEN_SECONDS);
        overlay.settle();
        Nonce nonce = Signals.nonceOfHello(forwarder.heard(Signals.HELLO).get(0));

        wire.near().send(Unpooled.wrappedBuffer(reply(forger, asker, nonce)));
        Introduction lie = new Introduction(forger.exchangeKey(), List.of(), nonce);
        byte[] forged = Reply.sign(target.publicKey(), lie, forger::sign).toBytes();
        wire.near().send(Unpooled.wrappedBuffer(signals.envelope(FrameType.REPLY, forger, asker.id(), forged)));
        overlay.settle();
        assertThat(asker.introductions).isEmpty();
        assertThat(asker.drops(DropReason.UNSOLICITED_REPLY)).isOne();
        assertThat(asker.drops(DropReason.BAD_INTRODUCTION)).isOne();

        wire.near().send(Unpooled.wrappedBuffer(reply(target, asker, nonce)));
        wire.near().send(Unpooled.wrappedBuffer(reply(target, asker, nonce)));
        overlay.settle();
        assertThat(asker.introductions.get(operation).exchangeKey()).isEqualTo(target.exchangeKey());
        assertThat(asker.drops(DropReason.UNSOLICITED_REPLY)).as("the copy").isEqualTo(2);
    }

    @Test
    void forgeriesOfAReplyTakeAFewVerificationsAtATime() {
        SimNode asker = quiet();
        Puppet forwarder = overlay.puppet();
        Wire wire = overlay.edge(asker, forwarder, true).twin();
        Identity target = overlay.newIdentity();
        asker.rendezvous(target.nodeId(), TEN_SECONDS);
        overlay.settle();
        Nonce nonce = Signals.nonceOfHello(forwarder.heard(Signals.HELLO).get(0));
        asker.holdChecks = true;

        for (int i = 0; i < 20; i++) {
            Introduction lie = new Introduction(new byte[32], List.of(), nonce);
            byte[] forged = new Reply(target.publicKey(), lie, new byte[64]).toBytes();
            wire.near().send(Unpooled.wrappedBuffer(signals.envelope(FrameType.REPLY, target, asker.id(), forged)));
        }
        overlay.settle();

        assertThat(asker.heldChecks).hasSize(8);
        assertThat(asker.drops(DropReason.VERIFICATION_OVERLOAD)).isEqualTo(12);
    }

    @Test
    void I03_helloFromBelowTheDifficultyIsNotAnswered() {
        Identity identity = overlay.newIdentity();
        SimNode node = overlay.node(
                identity, Overlay.config(identity, 200).upkeep(false).build());
        node.start();
        Puppet asker = overlay.puppet(NodeId.of(new byte[NodeId.LENGTH], 0));
        Wire wire = overlay.edge(node, asker, false);

        wire.arrive(hello(overlay.newIdentity(), node, new Nonce(1, 2)));
        overlay.settle();

        assertThat(asker.heard(Signals.REPLY)).isEmpty();
        assertThat(node.drops(DropReason.ORIGINATOR_PROOF_OF_WORK)).isOne();
    }

    @Test
    void I04_withoutAnEdgeTheRendezvousFailsAtOnce() {
        SimNode node = quiet();

        long operation = node.rendezvous(overlay.newId(), TEN_SECONDS);

        assertThat(node.failed.get(operation)).isInstanceOf(UnroutableException.class);
        assertThat(node.drops(DropReason.UNROUTABLE)).isOne();
    }

    @Test
    void I13_helloThatIsLostIsSentAgainWithANewNonceAndAReplyToEitherCounts() {
        SimNode asker = quiet();
        Puppet forwarder = overlay.puppet();
        Wire wire = overlay.edge(asker, forwarder, true).twin();
        Identity target = overlay.newIdentity();
        long operation = asker.rendezvous(target.nodeId(), Duration.ofSeconds(20));

        overlay.runFor(Duration.ofMillis(900));
        List<String> hellos = new ArrayList<>(forwarder.heard(Signals.HELLO));
        assertThat(hellos).hasSize(1);
        overlay.runFor(Duration.ofSeconds(7));

        hellos.addAll(forwarder.heard(Signals.HELLO));
        assertThat(hellos).hasSize(4);
        Set<Nonce> nonces = new HashSet<>();
        hellos.forEach(hello -> nonces.add(Signals.nonceOfHello(hello)));
        assertThat(nonces).hasSize(4);
        overlay.runFor(Duration.ofSeconds(5));
        assertThat(forwarder.heard(Signals.HELLO)).as("four at most").isEmpty();
        wire.near().send(Unpooled.wrappedBuffer(reply(target, asker, Signals.nonceOfHello(hellos.get(0)))));
        overlay.settle();
        assertThat(asker.introductions).containsKey(operation);
    }

    @Test
    void rendezvousThatNobodyAnswersEndsAtItsTimeout() {
        SimNode asker = quiet();
        Puppet forwarder = overlay.puppet();
        overlay.edge(asker, forwarder, true);
        NodeId nobody = overlay.newId();

        long operation = asker.rendezvous(nobody, Duration.ofSeconds(2));
        overlay.runFor(Duration.ofMillis(1_999));
        assertThat(asker.failed).isEmpty();
        overlay.runFor(Duration.ofMillis(2));

        assertThat(asker.failed.get(operation))
                .isInstanceOf(NodenetTimeoutException.class)
                .hasMessageContaining(nobody.toString())
                .hasMessageContaining("asked 2 times");
        overlay.settle();
        assertThat(forwarder.heard(Signals.HELLO)).hasSize(2);
        overlay.runFor(Duration.ofSeconds(10));
        assertThat(forwarder.heard(Signals.HELLO)).as("nobody waits any more").isEmpty();
    }

    @Test
    void I15_thoseWhoAskForOnePeerAtTheSameTimeShareItsAnswer() {
        SimNode asker = quiet();
        SimNode peer = quiet();
        overlay.edge(asker, peer);

        long first = asker.rendezvous(peer.id(), TEN_SECONDS);
        long second = asker.rendezvous(peer.id(), Duration.ofMillis(1));
        long third = asker.rendezvous(peer.id(), TEN_SECONDS);
        overlay.runFor(Duration.ofSeconds(1));

        assertThat(asker.introductions).containsOnlyKeys(first, third);
        assertThat(asker.failed.get(second)).isInstanceOf(NodenetTimeoutException.class);
        assertThat(peer.count(NodeCounter.HELLOS_ANSWERED)).isOne();
        assertThat(asker.count(NodeCounter.HELLOS_SENT)).isOne();
    }

    @Test
    void thoseWhoWaitAreToldInTheOrderInWhichTheyAsked() {
        SimNode asker = quiet();
        SimNode peer = quiet();
        overlay.edge(asker, peer);
        List<Long> operations = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            operations.add(asker.rendezvous(peer.id(), TEN_SECONDS));
        }

        overlay.settle();

        assertThat(asker.introductions.keySet()).containsExactlyElementsOf(operations);
    }

    @Test
    void peersThatAreAskedAtATimeAreBounded() {
        SimNode asker = quiet();
        overlay.edge(asker, overlay.puppet(), true);
        for (int i = 0; i < 256; i++) {
            asker.rendezvous(overlay.newId(), TEN_SECONDS);
        }

        long operation = asker.rendezvous(overlay.newId(), TEN_SECONDS);

        assertThat(asker.failed).containsOnlyKeys(operation);
        assertThat(asker.failed.get(operation)).isInstanceOf(BackpressureException.class);
    }

    @Test
    void thoseWhoWaitForOnePeerAreBounded() {
        SimNode asker = quiet();
        overlay.edge(asker, overlay.puppet(), true);
        NodeId peer = overlay.newId();
        for (int i = 0; i < 64; i++) {
            asker.rendezvous(peer, TEN_SECONDS);
        }

        long operation = asker.rendezvous(peer, TEN_SECONDS);

        assertThat(asker.failed).containsOnlyKeys(operation);
        assertThat(asker.failed.get(operation)).isInstanceOf(BackpressureException.class);
    }

    @Test
    void nonceThatComesAgainInANewEnvelopeIsAnsweredOnce() {
        SimNode node = quiet();
        Identity asker = overlay.newIdentity();
        Puppet puppet = overlay.puppet(asker.nodeId());
        Wire wire = overlay.edge(node, puppet, false);
        Nonce nonce = new Nonce(3, 4);

        for (int i = 0; i < 3; i++) {
            wire.arrive(hello(asker, node, nonce));
            overlay.settle();
        }
        wire.arrive(hello(asker, node, new Nonce(3, 5)));
        overlay.settle();

        assertThat(puppet.heard(Signals.REPLY)).hasSize(2);
        assertThat(node.drops(DropReason.DUPLICATE)).isEqualTo(2);
        overlay.runFor(Duration.ofSeconds(61));
        wire.arrive(hello(asker, node, nonce));
        overlay.settle();
        assertThat(puppet.heard(Signals.REPLY)).as("a minute later").hasSize(1);
    }

    @Test
    void H03_hellosOfOneOriginatorAreLimited() {
        SimNode node = quiet();
        Identity asker = overlay.newIdentity();
        Puppet puppet = overlay.puppet(asker.nodeId());
        Wire wire = overlay.edge(node, puppet, false);

        for (int i = 0; i < 200; i++) {
            wire.arrive(hello(asker, node, new Nonce(9, i)));
            overlay.runFor(Duration.ZERO);
        }
        overlay.settle();

        assertThat(puppet.heard(Signals.REPLY)).hasSize(32);
        assertThat(node.drops(DropReason.RATE_LIMITED_ORIGINATOR)).isEqualTo(168);
    }

    @Test
    void introductionWithAKeyToWhichNothingCanBeSealedIsRefused() {
        SimNode node = quiet();
        Identity hostile = overlay.newIdentity();
        Puppet puppet = overlay.puppet(hostile.nodeId());
        Wire wire = overlay.edge(node, puppet, false);
        Introduction lowOrder = new Introduction(new byte[32], List.of(SOMEWHERE), new Nonce(1, 2));
        byte[] hello = Hello.sign(node.id(), lowOrder, hostile::sign).toBytes();

        wire.arrive(signals.envelope(FrameType.HELLO, hostile, node.id(), hello));
        overlay.settle();
        assertThat(puppet.heard(Signals.REPLY)).isEmpty();
        assertThat(node.drops(DropReason.BAD_INTRODUCTION)).isOne();

        long operation = node.rendezvous(hostile.nodeId(), TEN_SECONDS);
        overlay.settle();
        Nonce nonce = Signals.nonceOfHello(puppet.heard(Signals.HELLO).get(0));
        Introduction answer = new Introduction(new byte[32], List.of(SOMEWHERE), nonce);
        byte[] reply = Reply.sign(hostile.publicKey(), answer, hostile::sign).toBytes();
        wire.arrive(signals.envelope(FrameType.REPLY, hostile, node.id(), reply));
        overlay.settle();
        assertThat(node.introductions).doesNotContainKey(operation);
        assertThat(node.drops(DropReason.BAD_INTRODUCTION)).isEqualTo(2);
    }

    @Test
    void I12_helloWithBytesBehindItIsRefused() {
        SimNode node = quiet();
        Identity asker = overlay.newIdentity();
        Puppet puppet = overlay.puppet(asker.nodeId());
        Wire wire = overlay.edge(node, puppet, false);
        Introduction introduction = new Introduction(asker.exchangeKey(), List.of(), new Nonce(1, 1));
        byte[] good = Hello.sign(node.id(), introduction, asker::sign).toBytes();

        wire.arrive(signals.envelope(FrameType.HELLO, asker, node.id(), Arrays.copyOf(good, good.length + 1)));
        overlay.settle();

        assertThat(puppet.heard(Signals.REPLY)).isEmpty();
        assertThat(node.drops(DropReason.MALFORMED_PAYLOAD)).isOne();
    }
}
