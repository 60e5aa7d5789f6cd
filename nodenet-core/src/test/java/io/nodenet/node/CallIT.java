package io.nodenet.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nodenet.ConfigurationException;
import io.nodenet.fact.ConnectFailedException;
import io.nodenet.fact.DropReason;
import io.nodenet.fact.MediaCloseReason;
import io.nodenet.fact.NodeCounter;
import io.nodenet.fact.NodeEvent;
import io.nodenet.fact.PathKind;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.media.MediaCounter;
import io.nodenet.media.MediaFrame;
import io.nodenet.media.MediaListener;
import io.nodenet.media.MediaSendResult;
import io.nodenet.media.MediaSession;
import io.nodenet.transport.quic.QuicTransport;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls between whole nodes over real QUIC on loopback. */
class CallIT {
    private static final long WAIT_SECONDS = 60;

    private final List<Peer> peers = new ArrayList<>();

    /** A running node, the calls that it was offered, and what happened to it. */
    private static final class Peer {
        final BlockingQueue<InboundCall> calls = new LinkedBlockingQueue<>();
        final BlockingQueue<InboundMessage> messages = new LinkedBlockingQueue<>();
        final BlockingQueue<NodeEvent> media = new LinkedBlockingQueue<>();
        final BlockingQueue<NodeId> edges = new LinkedBlockingQueue<>();
        final Node node;

        Peer(MediaConsent consent, Peer... anchors) {
            NodeBuilder builder = Node.builder()
                    .identity(Identity.generate())
                    .transport(QuicTransport.factory(quic -> quic.bind("127.0.0.1", 0)))
                    .difficulty(0);
            if (consent != null) {
                builder.mediaConsent(consent);
            }
            for (Peer anchor : anchors) {
                builder.anchor(anchor.node.id() + "@" + anchor.node.endpoint().text());
            }
            node = builder.build();
            node.onCall(calls::add);
            node.onMessage(messages::add);
            node.on(NodeEvent.PeerConnected.class, event -> edges.add(event.peer()));
            node.on(NodeEvent.MediaOpened.class, media::add);
            node.on(NodeEvent.MediaClosed.class, media::add);
            node.start();
        }

        InboundCall takeCall() throws InterruptedException {
            InboundCall call = calls.poll(WAIT_SECONDS, SECONDS);
            assertThat(call).as("call").isNotNull();
            return call;
        }

        MediaSession call(Peer other) throws Exception {
            return node.call(other.node.id()).get(WAIT_SECONDS, SECONDS);
        }
    }

    /** Writes down what a session brings. */
    private static final class Receiver implements MediaListener {
        final BlockingQueue<MediaFrame> frames = new LinkedBlockingQueue<>();

        Receiver(MediaSession session) {
            session.listen(this);
        }

        String text() throws InterruptedException {
            MediaFrame frame = frames.poll(WAIT_SECONDS, SECONDS);
            assertThat(frame).as("frame").isNotNull();
            return new String(frame.payload(), UTF_8);
        }

        @Override
        public void onDatagram(int channel, ByteBuffer payload, long receivedNanos) {
            byte[] bytes = new byte[payload.remaining()];
            payload.get(bytes);
            frames.add(new MediaFrame(false, channel, receivedNanos, bytes));
        }
    }

    @AfterEach
    void closeAll() {
        peers.forEach(peer -> peer.node.close());
    }

    private Peer peer(MediaConsent consent, Peer... anchors) {
        Peer peer = new Peer(consent, anchors);
        peers.add(peer);
        return peer;
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    private static MediaCloseReason end(MediaSession session) throws Exception {
        return session.closed().get(WAIT_SECONDS, SECONDS);
    }

    @Test
    void K01_callCarriesDatagramsAndMessagesGoOn() throws Exception {
        Peer bob = peer(caller -> true);
        Peer alice = peer(null, bob);
        alice.edges.poll(WAIT_SECONDS, SECONDS);

        MediaSession near = alice.call(bob);
        MediaSession far = bob.takeCall().accept().orElseThrow();
        Receiver atBob = new Receiver(far);
        Receiver atAlice = new Receiver(near);

        assertThat(near.sendDatagram(16, bytes("hello"))).isEqualTo(MediaSendResult.SENT);
        assertThat(atBob.text()).isEqualTo("hello");
        assertThat(far.sendDatagram(16, bytes("hi"))).isEqualTo(MediaSendResult.SENT);
        assertThat(atAlice.text()).isEqualTo("hi");
        assertThat(near.peer()).isEqualTo(bob.node.id());
        assertThat(far.peer()).isEqualTo(alice.node.id());
        assertThat(near.path()).isEqualTo(PathKind.DIRECT);
        assertThat(bob.node.snapshot().media()).singleElement().satisfies(session -> {
            assertThat(session.peer()).isEqualTo(alice.node.id());
            assertThat(session.outbound()).isFalse();
        });
        assertThat(alice.node.send(bob.node.id(), "routed".getBytes(UTF_8))).isEqualTo(SendResult.ACCEPTED);
        assertThat(bob.messages.poll(WAIT_SECONDS, SECONDS)).isNotNull();
        near.close();
        assertThat(end(far)).isEqualTo(MediaCloseReason.PEER_CLOSED);
        assertThat(bob.media.poll(WAIT_SECONDS, SECONDS)).isInstanceOf(NodeEvent.MediaOpened.class);
        assertThat(bob.media.poll(WAIT_SECONDS, SECONDS)).isInstanceOf(NodeEvent.MediaClosed.class);
    }

    @Test
    void K02_nodeWithoutConsentTakesNoCall() throws Exception {
        Peer bob = peer(null);
        Peer alice = peer(null, bob);
        alice.edges.poll(WAIT_SECONDS, SECONDS);

        assertThat(end(alice.call(bob))).isEqualTo(MediaCloseReason.DECLINED);

        assertThat(bob.node.counters().get(DropReason.MEDIA_REFUSED)).isEqualTo(1);
        assertThat(bob.calls).isEmpty();
        assertThat(bob.media).isEmpty();
    }

    @Test
    void consentIsAskedWhoCalls() throws Exception {
        Peer carol = peer(caller -> true);
        Peer bob = peer(caller -> caller.equals(carol.node.id()), carol);
        Peer alice = peer(null, bob);
        alice.edges.poll(WAIT_SECONDS, SECONDS);
        bob.edges.poll(WAIT_SECONDS, SECONDS);

        assertThat(end(alice.call(bob))).isEqualTo(MediaCloseReason.DECLINED);
        MediaSession fromCarol = carol.call(bob);

        assertThat(bob.takeCall().caller()).isEqualTo(carol.node.id());
        assertThat(fromCarol.closed()).isNotDone();
    }

    @Test
    void calleeMayDecline() throws Exception {
        Peer bob = peer(caller -> true);
        Peer alice = peer(null, bob);
        alice.edges.poll(WAIT_SECONDS, SECONDS);
        MediaSession session = alice.call(bob);

        InboundCall call = bob.takeCall();
        call.decline();

        assertThat(end(session)).isEqualTo(MediaCloseReason.DECLINED);
        assertThat(call.accept()).isEmpty();
    }

    @Test
    void callIsTakenOnce() throws Exception {
        Peer bob = peer(caller -> true);
        Peer alice = peer(null, bob);
        alice.edges.poll(WAIT_SECONDS, SECONDS);
        alice.call(bob);

        InboundCall call = bob.takeCall();

        assertThat(call.accept()).isPresent();
        assertThat(call.accept()).isEmpty();
    }

    @Test
    void callerConnectsFirstIfThereIsNoEdge() throws Exception {
        Peer entry = peer(null);
        Peer bob = peer(caller -> true, entry);
        Peer alice = peer(null, entry);
        alice.edges.poll(WAIT_SECONDS, SECONDS);
        bob.edges.poll(WAIT_SECONDS, SECONDS);

        MediaSession session = alice.call(bob);

        assertThat(session.peer()).isEqualTo(bob.node.id());
        assertThat(bob.takeCall().caller()).isEqualTo(alice.node.id());
        assertThat(alice.node.snapshot().connectivity().edges())
                .anyMatch(edge -> edge.peer().equals(bob.node.id()));
    }

    @Test
    void K13_secondSessionIsOpenBeforeTheFirstIsClosed() throws Exception {
        Peer bob = peer(caller -> true);
        Peer alice = peer(null, bob);
        alice.edges.poll(WAIT_SECONDS, SECONDS);
        MediaSession first = alice.call(bob);
        Receiver onFirst = new Receiver(bob.takeCall().accept().orElseThrow());
        first.sendDatagram(16, bytes("on the first"));
        assertThat(onFirst.text()).isEqualTo("on the first");

        MediaSession second = alice.call(bob);
        Receiver onSecond = new Receiver(bob.takeCall().accept().orElseThrow());
        second.sendDatagram(16, bytes("on the second"));
        assertThat(onSecond.text()).isEqualTo("on the second");
        first.close();
        second.sendDatagram(16, bytes("still there"));

        assertThat(onSecond.text()).isEqualTo("still there");
        bob.media.poll(WAIT_SECONDS, SECONDS);
        bob.media.poll(WAIT_SECONDS, SECONDS);
        assertThat(bob.media.poll(WAIT_SECONDS, SECONDS)).isInstanceOf(NodeEvent.MediaClosed.class);
        assertThat(bob.node.snapshot().media()).hasSize(1);
    }

    @Test
    void K12_callOutlivesItsEdge() throws Exception {
        Peer bob = peer(caller -> true);
        Peer alice = peer(null, bob);
        alice.edges.poll(WAIT_SECONDS, SECONDS);
        MediaSession session = alice.call(bob);
        Receiver atBob = new Receiver(bob.takeCall().accept().orElseThrow());

        bob.node.drop(alice.node.id()).get(WAIT_SECONDS, SECONDS);
        session.sendDatagram(16, bytes("no edge"));

        assertThat(atBob.text()).isEqualTo("no edge");
        assertThat(session.closed()).isNotDone();
    }

    @Test
    void K05_onePeerHasFourSessionsAtMost() throws Exception {
        Peer bob = peer(caller -> true);
        Peer alice = peer(null, bob);
        Peer carol = peer(null, bob);
        alice.edges.poll(WAIT_SECONDS, SECONDS);
        carol.edges.poll(WAIT_SECONDS, SECONDS);
        List<MediaSession> four = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            four.add(alice.call(bob));
            bob.takeCall().accept();
        }

        assertThat(end(alice.call(bob))).isEqualTo(MediaCloseReason.BUSY);
        assertThat(bob.node.counters().get(DropReason.MEDIA_PEER_SLOTS_FULL)).isEqualTo(1);
        carol.call(bob);
        assertThat(bob.takeCall().caller()).isEqualTo(carol.node.id());
        four.get(0).close();
        while (!(bob.media.poll(WAIT_SECONDS, SECONDS) instanceof NodeEvent.MediaClosed)) {
            // the sessions that were opened come first
        }
        alice.call(bob);
        assertThat(bob.takeCall().caller()).isEqualTo(alice.node.id());
        assertThat(bob.node.counters().get(NodeCounter.MEDIA_ADMITTED)).isEqualTo(6);
    }

    @Test
    void K20_messagesPassThroughANodeInASaturatedCall() throws Exception {
        Peer router = peer(null);
        Peer alice = peer(null, router);
        Peer bob = peer(null, router);
        Peer partner = peer(caller -> true, router);
        for (Peer leaf : List.of(alice, bob, partner)) {
            leaf.edges.poll(WAIT_SECONDS, SECONDS);
        }
        MediaSession session = router.call(partner);
        Receiver atPartner = new Receiver(partner.takeCall().accept().orElseThrow());
        AtomicBoolean over = new AtomicBoolean();
        Thread flood = new Thread(() -> {
            while (!over.get()) {
                session.sendDatagram(16, ByteBuffer.allocate(1000));
            }
        });
        flood.start();
        try {
            for (int i = 0; i < 100; i++) {
                assertThat(alice.node.send(bob.node.id(), new byte[200])).isEqualTo(SendResult.ACCEPTED);
            }
            for (int i = 0; i < 100; i++) {
                assertThat(bob.messages.poll(WAIT_SECONDS, SECONDS))
                        .as("message %s", i)
                        .isNotNull();
            }
        } finally {
            over.set(true);
            flood.join();
        }
        assertThat(session.stats().get(MediaCounter.TX_DROPPED_QUEUE))
                .as("saturated")
                .isPositive();
        assertThat(atPartner.frames).isNotEmpty();
        assertThat(session.closed()).isNotDone();
    }

    @Test
    void peerThatCannotBeFoundIsNotCalled() {
        Peer alice = peer(null);

        CompletableFuture<MediaSession> call = alice.node.call(
                Identity.generate().nodeId(), ConnectOptions.DEFAULT.withTimeout(Duration.ofMillis(200)));

        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> call.get(WAIT_SECONDS, SECONDS))
                .withCauseInstanceOf(ConnectFailedException.class);
        assertThatExceptionOfType(ConfigurationException.class).isThrownBy(() -> alice.node.call(alice.node.id()));
    }
}
