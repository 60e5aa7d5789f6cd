package io.nodenet.node.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.BackpressureException;
import io.nodenet.MediaUnsupportedException;
import io.nodenet.TransportException;
import io.nodenet.fact.DropReason;
import io.nodenet.fact.MediaCloseReason;
import io.nodenet.fact.NodeCounter;
import io.nodenet.fact.NodeEvent;
import io.nodenet.fact.PathKind;
import io.nodenet.identity.Identity;
import io.nodenet.media.MediaCounter;
import io.nodenet.media.MediaSendResult;
import io.nodenet.media.MediaSession;
import io.nodenet.transport.memory.MediaLinkProfile;
import io.nodenet.transport.memory.NatProfile;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Calls in virtual time: group K of docs/protocol/09, E03 and E04. */
class CallTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Overlay overlay = new Overlay(16);

    private SimNode node(int difficulty, boolean consenting) {
        Identity identity = overlay.newIdentity();
        while (identity.nodeId().leadingZeroBits() < difficulty) {
            identity = overlay.newIdentity();
        }
        SimNode node = overlay.node(
                identity,
                Overlay.config(identity, difficulty).consenting(consenting).build());
        node.start();
        return node;
    }

    private SimNode node() {
        return node(0, true);
    }

    private MediaSession call(SimNode caller, SimNode callee) {
        long operation = caller.call(callee.id(), TIMEOUT);
        overlay.settle();
        MediaSession session = caller.called.get(operation);
        assertThat(session).as("session of %s", caller.failed.get(operation)).isNotNull();
        return session;
    }

    private static ByteBuffer bytes(int length) {
        return ByteBuffer.wrap(new byte[length]);
    }

    private static MediaCloseReason end(MediaSession session) {
        return session.closed().getNow(null);
    }

    @Test
    void K01_callOverAnEdgeCarriesDatagramsWhileMessagesGoOn() {
        SimNode alice = node();
        SimNode bob = node();
        overlay.edge(alice, bob);

        MediaSession session = call(alice, bob);
        CountedMedia atBob = new CountedMedia(bob.offered.get(0));
        session.sendDatagram(16, bytes(1200));
        alice.send(bob.id(), "routed");
        overlay.runFor(SECOND);

        assertThat(atBob.datagrams).isEqualTo(1);
        assertThat(bob.deliveries).hasSize(1);
        assertThat(session.path()).isEqualTo(PathKind.DIRECT);
        assertThat(bob.offered.get(0).path()).isEqualTo(PathKind.DIRECT);
        assertThat(bob.count(NodeCounter.MEDIA_ADMITTED)).isEqualTo(1);
        assertThat(bob.events(NodeEvent.MediaOpened.class)).hasSize(1);
    }

    @Test
    void K02_withoutConsentNothingSurfaces() {
        SimNode alice = node();
        SimNode bob = node(0, false);
        overlay.edge(alice, bob);

        MediaSession session = call(alice, bob);
        overlay.runFor(SECOND);

        assertThat(end(session)).isEqualTo(MediaCloseReason.DECLINED);
        assertThat(bob.drops(DropReason.MEDIA_REFUSED)).isEqualTo(1);
        assertThat(bob.offered).isEmpty();
        assertThat(bob.events(NodeEvent.MediaOpened.class)).isEmpty();
    }

    @Test
    void K03_callerBelowTheDifficultyIsRefusedBeforeConsentIsAsked() {
        Identity weak = overlay.newIdentity();
        while (weak.nodeId().leadingZeroBits() >= 4) {
            weak = overlay.newIdentity();
        }
        SimNode alice = overlay.node(weak, Overlay.config(weak, 0).build());
        SimNode bob = node(4, true);
        bob.consent = (peer, outbound) -> {
            throw new AssertionError("consent is asked");
        };

        alice.transport().openMedia(1, bob.id(), bob.endpoint(), SECOND.toNanos());
        overlay.runFor(SECOND);

        assertThat(bob.offered).isEmpty();
        assertThat(bob.drops(DropReason.MEDIA_PROOF_OF_WORK)).isEqualTo(1);
    }

    @Test
    void K04_sixteenSessionsAreAdmittedAndTheNextWhenOneHasClosed() {
        SimNode bob = node();
        List<MediaSession> sessions = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            SimNode caller = node();
            overlay.edge(caller, bob);
            for (int k = 0; k < 4; k++) {
                sessions.add(call(caller, bob));
            }
        }
        SimNode late = node();
        overlay.edge(late, bob);

        MediaSession refused = call(late, bob);
        overlay.runFor(SECOND);
        assertThat(end(refused)).isEqualTo(MediaCloseReason.BUSY);
        assertThat(bob.drops(DropReason.MEDIA_SLOTS_FULL)).isEqualTo(1);
        assertThat(bob.offered).hasSize(16);

        sessions.get(0).close();
        overlay.runFor(SECOND);
        MediaSession next = call(late, bob);
        overlay.runFor(SECOND);
        assertThat(end(next)).isNull();
        assertThat(bob.offered).hasSize(17);
    }

    @Test
    void K05_onePeerHasFourSessionsAndAnotherOneItsOwn() {
        SimNode alice = node();
        SimNode carol = node();
        SimNode bob = node();
        overlay.edge(alice, bob);
        overlay.edge(carol, bob);
        List<MediaSession> four = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            four.add(call(alice, bob));
        }

        MediaSession fifth = call(alice, bob);
        MediaSession other = call(carol, bob);
        overlay.runFor(SECOND);

        assertThat(end(fifth)).isEqualTo(MediaCloseReason.BUSY);
        assertThat(end(other)).isNull();
        assertThat(bob.drops(DropReason.MEDIA_PEER_SLOTS_FULL)).isEqualTo(1);
        four.get(0).close();
        overlay.runFor(SECOND);
        MediaSession again = call(alice, bob);
        overlay.runFor(SECOND);
        assertThat(end(again)).isNull();
    }

    @Test
    void K06_sessionThatTheApplicationHasNoRoomForIsRefused() {
        SimNode alice = node();
        SimNode bob = node();
        overlay.edge(alice, bob);
        bob.callRoom = 0;

        MediaSession session = call(alice, bob);
        overlay.runFor(SECOND);

        assertThat(end(session)).isEqualTo(MediaCloseReason.BUSY);
        assertThat(bob.drops(DropReason.MEDIA_UNCLAIMED)).isEqualTo(1);
        assertThat(bob.core().media().inbound()).isZero();
    }

    @Test
    void consentThatIsSlowIsARefusal() {
        SimNode alice = node();
        SimNode bob = node();
        overlay.edge(alice, bob);
        bob.consent = (peer, outbound) -> null;

        MediaSession session = call(alice, bob);
        overlay.runFor(Duration.ofSeconds(2));

        assertThat(end(session)).isEqualTo(MediaCloseReason.DECLINED);
        assertThat(bob.drops(DropReason.MEDIA_CONSENT_TIMEOUT)).isEqualTo(1);
    }

    @Test
    void K07_openingTowardADeadPeerFailsAndItsEdgeIsAsked() {
        SimNode alice = node();
        SimNode bob = node();
        overlay.edge(alice, bob);
        overlay.network().kill(bob.id());

        long operation = alice.call(bob.id(), TIMEOUT);
        overlay.runFor(Duration.ofSeconds(11));

        assertThat(alice.failed.get(operation)).isInstanceOf(TransportException.class);
        overlay.runFor(Duration.ofSeconds(5));
        assertThat(alice.core().edges().get(bob.id())).isNull();
    }

    @Test
    void K08_peerWithoutMediaLeavesTheEdgeUp() {
        SimNode alice = node();
        SimNode bob = node();
        overlay.edge(alice, bob);
        overlay.network().setMediaSupport(bob.id(), false);

        long operation = alice.call(bob.id(), TIMEOUT);
        overlay.runFor(SECOND);

        assertThat(alice.failed.get(operation)).isInstanceOf(MediaUnsupportedException.class);
        assertThat(alice.core().edges().get(bob.id())).isNotNull();
    }

    @Test
    void K09_nodeWithoutMediaCannotCall() {
        SimNode alice = node();
        SimNode bob = node();
        overlay.edge(alice, bob);
        alice.media = false;

        long operation = alice.call(bob.id(), TIMEOUT);

        assertThat(alice.failed.get(operation)).isInstanceOf(MediaUnsupportedException.class);
    }

    @Test
    void E03_K10_callOverADeadPathEndsNearTenSecondsAndANewOneWorksAfterwards() {
        SimNode alice = node();
        SimNode bob = node();
        overlay.edge(alice, bob);
        MediaSession session = call(alice, bob);

        overlay.network().partition(alice.id(), bob.id());
        overlay.runFor(Duration.ofSeconds(9));
        assertThat(end(session)).isNull();
        overlay.runFor(Duration.ofSeconds(11));
        assertThat(end(session)).isEqualTo(MediaCloseReason.PATH_DIED);
        assertThat(end(bob.offered.get(0))).isEqualTo(MediaCloseReason.PATH_DIED);
        overlay.network().heal(alice.id(), bob.id());
        overlay.runFor(Duration.ofSeconds(30));

        MediaSession next = call(alice, bob);
        CountedMedia atBob = new CountedMedia(bob.offered.get(1));
        next.sendDatagram(16, bytes(1));
        overlay.runFor(SECOND);
        assertThat(atBob.datagrams).isEqualTo(1);
    }

    @Test
    void E04_callOutlivesAShortPartition() {
        SimNode alice = node();
        SimNode bob = node();
        overlay.edge(alice, bob);
        MediaSession session = call(alice, bob);
        CountedMedia atBob = new CountedMedia(bob.offered.get(0));

        overlay.network().partition(alice.id(), bob.id());
        overlay.runFor(Duration.ofSeconds(5));
        overlay.network().heal(alice.id(), bob.id());
        overlay.runFor(SECOND);
        session.sendDatagram(16, bytes(1));
        overlay.runFor(SECOND);

        assertThat(end(session)).isNull();
        assertThat(atBob.datagrams).isEqualTo(1);
    }

    @Test
    void K11_saturatedCallDoesNotHoldUpTransit() {
        SimNode router = node();
        SimNode alice = node();
        SimNode bob = node();
        SimNode peer = node();
        overlay.edge(alice, router);
        overlay.edge(router, bob);
        overlay.edge(router, peer);
        overlay.network()
                .mediaLink(router.id(), peer.id(), new MediaLinkProfile(1, 0, Duration.ZERO, 0, 0, 20_000, 0, 0));
        MediaSession session = call(router, peer);
        int refused = 0;

        for (int i = 0; i < 10; i++) {
            for (int k = 0; k < 100; k++) {
                refused += session.sendDatagram(16, bytes(1000)) == MediaSendResult.BACKPRESSURE ? 1 : 0;
            }
            alice.send(bob.id(), "transit " + i);
            overlay.runFor(Duration.ofMillis(100));
        }

        assertThat(refused).isPositive();
        assertThat(session.stats().get(MediaCounter.TX_DROPPED_QUEUE)).isEqualTo(refused);
        assertThat(bob.deliveries).hasSize(10);
        assertThat(router.core().edges().get(peer.id())).isNotNull();
    }

    @Test
    void senderIsToldWhenThereIsRoomAgain() {
        SimNode alice = node();
        SimNode bob = node();
        overlay.edge(alice, bob);
        overlay.network()
                .mediaLink(alice.id(), bob.id(), new MediaLinkProfile(1, 0, Duration.ZERO, 0, 0, 100_000, 0, 0));
        MediaSession session = call(alice, bob);
        CountedMedia atAlice = new CountedMedia(session);

        while (session.sendDatagram(16, bytes(1000)) == MediaSendResult.SENT) {
            // until the ring is full
        }
        overlay.runFor(Duration.ofSeconds(3));

        assertThat(atAlice.rooms).isEqualTo(1);
        assertThat(session.sendDatagram(16, bytes(1000))).isEqualTo(MediaSendResult.SENT);
    }

    @Test
    void K12_callLivesOnWhenItsEdgeDiesAndReturns() {
        SimNode alice = node();
        SimNode bob = node();
        overlay.edge(alice, bob);
        MediaSession session = call(alice, bob);
        CountedMedia atBob = new CountedMedia(bob.offered.get(0));
        session.sendDatagram(16, bytes(1));
        overlay.runFor(SECOND);

        overlay.network().breakConnections(alice.id(), bob.id());
        session.sendDatagram(16, bytes(1));
        overlay.runFor(SECOND);
        overlay.edge(alice, bob);
        session.sendDatagram(16, bytes(1));
        overlay.runFor(SECOND);

        assertThat(atBob.datagrams).isEqualTo(3);
        assertThat(end(session)).isNull();
    }

    @Test
    void K13_secondSessionIsOpenBeforeTheFirstIsClosed() {
        SimNode alice = node();
        SimNode bob = node();
        overlay.edge(alice, bob);
        MediaSession first = call(alice, bob);
        MediaSession second = call(alice, bob);
        first.sendDatagram(16, bytes(1));
        second.sendDatagram(16, bytes(1));
        overlay.settle();
        first.close();
        second.sendDatagram(16, bytes(1));
        overlay.runFor(SECOND);

        assertThat(new CountedMedia(bob.offered.get(0)).datagrams)
                .as("readable after the end")
                .isEqualTo(1);
        assertThat(new CountedMedia(bob.offered.get(1)).datagrams).isEqualTo(2);
        assertThat(bob.core().media().inbound()).isEqualTo(1);
    }

    @Test
    void K14_callBetweenSymmetricNatsRidesTheRelayOfTheEdge() {
        Overlay internet = new Overlay(16, Duration.ofMillis(15));
        NatHosts nats = new NatHosts(internet);
        nats.makeAnchors(3);
        SimNode caller = nats.behind(NatProfile.SYMMETRIC);
        SimNode callee = nats.behind(NatProfile.SYMMETRIC);
        internet.runFor(Duration.ofSeconds(10));

        long operation = caller.call(callee.id(), TIMEOUT);
        internet.runFor(Duration.ofSeconds(3));

        MediaSession session = caller.called.get(operation);
        assertThat(session).isNotNull();
        assertThat(session.path()).isEqualTo(PathKind.RELAYED);
        assertThat(callee.offered.get(0).path()).isEqualTo(PathKind.RELAYED);
        CountedMedia atCallee = new CountedMedia(callee.offered.get(0));
        session.sendDatagram(16, bytes(120));
        CompletableFuture<Void> message = session.sendMessage(17, bytes(10_000));
        internet.runFor(SECOND);
        assertThat(atCallee.datagrams).isEqualTo(1);
        assertThat(message).isCompleted();
        assertThat(atCallee.messages).isEqualTo(1);
    }

    @Test
    void K21_framesBeyondTheBudgetAreDroppedAndTheSessionLives() {
        SimNode alice = node();
        SimNode bob = node();
        overlay.edge(alice, bob);
        MediaSession session = call(alice, bob);
        CountedMedia atBob = new CountedMedia(bob.offered.get(0));

        int sent = 0;
        for (int i = 0; i < 1000; i++) {
            sent += session.sendDatagram(16, bytes(1200)) == MediaSendResult.SENT ? 1 : 0;
            if (i % 32 == 0) {
                overlay.runFor(Duration.ofMillis(1));
            }
        }
        overlay.runFor(SECOND);

        long dropped = bob.offered.get(0).stats().get(MediaCounter.RX_DROPPED_BUDGET);
        assertThat(dropped).isPositive();
        assertThat(atBob.datagrams + dropped).isEqualTo(sent);
        assertThat(end(session)).isNull();
    }

    @Test
    void K22_callInWhichTheOpenerOnlyListensStaysUp() {
        SimNode alice = node();
        SimNode bob = node();
        overlay.edge(alice, bob);
        MediaSession session = call(alice, bob);

        overlay.runFor(Duration.ofSeconds(60));

        assertThat(end(session)).isNull();
        assertThat(end(bob.offered.get(0))).isNull();
        assertThat(session.stats().get(MediaCounter.TX_HEARTBEATS)).isBetween(14L, 21L);
        assertThat(bob.offered.get(0).stats().get(MediaCounter.RX_DROPPED_RESERVED))
                .isZero();
    }

    @Test
    void K23_sessionsEndWithTheirNode() {
        SimNode alice = node();
        SimNode bob = node();
        overlay.edge(alice, bob);
        MediaSession session = call(alice, bob);
        overlay.runFor(Duration.ofSeconds(3));

        bob.input(NodeCore::leave);
        overlay.runFor(SECOND);
        MediaSession refused = call(alice, bob);
        bob.transport().close();
        overlay.runFor(SECOND);

        assertThat(end(session)).isEqualTo(MediaCloseReason.PEER_CLOSED);
        assertThat(end(bob.offered.get(0))).isEqualTo(MediaCloseReason.SHUTDOWN);
        assertThat(end(refused)).isNotNull();
    }

    @Test
    void endOfACallHasItsEdgeAsked() {
        SimNode alice = node();
        SimNode bob = node();
        overlay.edge(alice, bob);
        MediaSession session = call(alice, bob);
        long before = alice.count(NodeCounter.PINGS_SENT);

        session.close();
        overlay.settle();

        assertThat(alice.count(NodeCounter.PINGS_SENT)).isEqualTo(before + 1);
        assertThat(alice.events(NodeEvent.MediaClosed.class))
                .singleElement()
                .matches(event -> event.reason() == MediaCloseReason.CLOSED);
    }

    @Test
    void openingsAreLimited() {
        SimNode alice = node();
        List<Long> operations = new ArrayList<>();
        for (int i = 0; i < 65; i++) {
            SimNode callee = node();
            overlay.edge(alice, callee);
            operations.add(alice.call(callee.id(), TIMEOUT));
            overlay.network().cut(callee.id(), alice.id());
        }

        assertThat(alice.failed).containsOnlyKeys(operations.get(64));
        assertThat(alice.failed.get(operations.get(64))).isInstanceOf(BackpressureException.class);
    }
}
