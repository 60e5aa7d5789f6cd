package io.nodenet.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodenet.NodeStateException;
import io.nodenet.UnroutableException;
import io.nodenet.fact.AnchorEntry;
import io.nodenet.fact.CloseReason;
import io.nodenet.fact.DropReason;
import io.nodenet.fact.NodeCounter;
import io.nodenet.fact.NodeEvent;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.port.CoreConfig;
import io.nodenet.transport.TransportCounter;
import io.nodenet.transport.quic.QuicTransport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whole nodes over real QUIC on loopback. */
class NodeIT {
    private static final long WAIT_SECONDS = 60;
    private static final long POLL_NANOS = 5_000_000;

    private final List<Peer> peers = new ArrayList<>();

    /** A running node and what happened to it. */
    private static final class Peer {
        final BlockingQueue<InboundMessage> received = new LinkedBlockingQueue<>();
        final BlockingQueue<NodeId> edgesUp = new LinkedBlockingQueue<>();
        final BlockingQueue<CloseReason> edgesDown = new LinkedBlockingQueue<>();
        final Node node;

        Peer(Peer... anchors) {
            this(CoreConfig.DEFAULT_TARGET_EDGES, anchors);
        }

        /** With no edges wanted a node looks for no others, so that nothing but the application's messages goes through it. */
        Peer(int targetEdges, Peer... anchors) {
            NodeBuilder builder = Node.builder()
                    .targetEdges(targetEdges)
                    .identity(Identity.generate())
                    .transport(QuicTransport.factory(quic -> quic.bind("127.0.0.1", 0)))
                    .difficulty(0);
            for (Peer anchor : anchors) {
                builder.anchor(anchor.node.id() + "@" + anchor.node.endpoint().text());
            }
            node = builder.build();
            node.onMessage(received::add);
            node.on(NodeEvent.PeerConnected.class, event -> edgesUp.add(event.peer()));
            node.on(NodeEvent.PeerDisconnected.class, event -> edgesDown.add(event.reason()));
            node.start();
        }

        void awaitEdge(Peer other) throws InterruptedException {
            assertThat(edgesUp.poll(WAIT_SECONDS, SECONDS)).isEqualTo(other.node.id());
        }
    }

    @AfterEach
    void closeAll() {
        peers.forEach(peer -> peer.node.close());
    }

    private Peer peer(Peer... anchors) {
        Peer peer = new Peer(anchors);
        peers.add(peer);
        return peer;
    }

    private Peer withoutUpkeep(Peer... anchors) {
        Peer peer = new Peer(0, anchors);
        peers.add(peer);
        return peer;
    }

    @Test
    void A18_messagesThroughAThirdNodeArriveOnceEach() throws Exception {
        Peer entry = withoutUpkeep();
        Peer alice = withoutUpkeep(entry);
        Peer bob = withoutUpkeep(entry);
        alice.awaitEdge(entry);
        bob.awaitEdge(entry);
        entry.edgesUp.poll(WAIT_SECONDS, SECONDS);
        entry.edgesUp.poll(WAIT_SECONDS, SECONDS);

        for (int i = 0; i < 100; i++) {
            assertThat(alice.node.send(bob.node.id(), ("message " + i).getBytes(UTF_8)))
                    .isEqualTo(SendResult.ACCEPTED);
        }

        for (int i = 0; i < 100; i++) {
            InboundMessage message = bob.received.poll(WAIT_SECONDS, SECONDS);
            assertThat(message).isNotNull();
            assertThat(message.text()).isEqualTo("message " + i);
            assertThat(message.originator()).isEqualTo(alice.node.id());
            assertThat(message.path()).isEqualTo(MessagePath.ROUTED);
        }
        assertThat(bob.received).isEmpty();
        NodeSnapshot snapshot = entry.node.snapshot();
        assertThat(snapshot.counters().get(NodeCounter.FORWARDED)).isEqualTo(100);
        assertThat(snapshot.counters().loopTurns().count())
                .as("turns of the loop")
                .isPositive();
        assertThat(snapshot.counters().loopTurns().maxNanos()).isPositive();
    }

    @Test
    void directMessagesAndPingsCrossAnEdge() throws Exception {
        Peer entry = peer();
        Peer alice = peer(entry);
        alice.awaitEdge(entry);

        alice.node.sendDirect(entry.node.id(), "direct".getBytes(UTF_8)).get(WAIT_SECONDS, SECONDS);
        InboundMessage message = entry.received.poll(WAIT_SECONDS, SECONDS);
        assertThat(message).isNotNull();
        assertThat(message.path()).isEqualTo(MessagePath.DIRECT);
        assertThat(message.originator()).isEqualTo(alice.node.id());

        Duration roundTrip = alice.node.ping(entry.node.id()).get(WAIT_SECONDS, SECONDS);
        assertThat(roundTrip).isPositive().isLessThan(Duration.ofSeconds(5));
        EdgeSnapshot edge = alice.node.snapshot().connectivity().edges().get(0);
        assertThat(edge.observed()).isEqualTo(alice.node.endpoint());
        assertThatThrownBy(() -> alice.node.ping(NodeId.ZERO).get(WAIT_SECONDS, SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(UnroutableException.class);
    }

    @Test
    void H18_fiveThousandDirectMessagesInARowArriveInTheirOrderAndNoneIsShed() throws Exception {
        Peer receiver = peer();
        Peer sender = peer(receiver);
        sender.awaitEdge(receiver);
        List<CompletableFuture<Void>> sends = new ArrayList<>();

        for (int i = 0; i < 5_000; i++) {
            sends.add(sender.node.sendDirect(receiver.node.id(), ("message " + i).getBytes(UTF_8)));
        }

        for (int i = 0; i < 5_000; i++) {
            InboundMessage message = receiver.received.poll(WAIT_SECONDS, SECONDS);
            assertThat(message).as("message " + i).isNotNull();
            assertThat(message.text()).isEqualTo("message " + i);
        }
        CompletableFuture.allOf(sends.toArray(CompletableFuture[]::new)).get(WAIT_SECONDS, SECONDS);
        assertThat(receiver.node.counters().get(DropReason.RATE_LIMITED_FORWARD))
                .isZero();
    }

    @Test
    void B04_aCleanStopIsSeenAtOnce() throws Exception {
        Peer entry = peer();
        Peer alice = peer(entry);
        alice.awaitEdge(entry);
        assertThat(entry.edgesUp.poll(WAIT_SECONDS, SECONDS)).isEqualTo(alice.node.id());

        long start = System.nanoTime();
        alice.node.close();

        assertThat(entry.edgesDown.poll(WAIT_SECONDS, SECONDS)).isEqualTo(CloseReason.PEER_LEFT);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
        assertThat(entry.node.snapshot().connectivity().edges()).isEmpty();
        assertThat(alice.node.state()).isEqualTo(NodeState.CLOSED);
    }

    @Test
    void B23_everyNeighbourSeesTheLeaveOfANodeThatStops() throws Exception {
        List<Peer> neighbours = List.of(peer(), peer());
        for (int run = 0; run < 20; run++) {
            Peer leaving = new Peer(neighbours.toArray(Peer[]::new));
            for (Peer neighbour : neighbours) {
                NodeId up;
                do { // the neighbours may have found each other
                    up = neighbour.edgesUp.poll(WAIT_SECONDS, SECONDS);
                    assertThat(up).as("an edge in run " + run).isNotNull();
                } while (!up.equals(leaving.node.id()));
            }

            leaving.node.close();

            for (Peer neighbour : neighbours) {
                assertThat(neighbour.edgesDown.poll(WAIT_SECONDS, SECONDS))
                        .as("the end in run " + run)
                        .isEqualTo(CloseReason.PEER_LEFT);
            }
        }
    }

    @Test
    void F16_anAnchorWhoseAddressAnswersWithAnotherIdentityGetsNoEdge() throws Exception {
        Peer stranger = peer();
        Peer alice = peer();
        NodeId expected = Identity.generate().nodeId();

        alice.node.addAnchor(
                AnchorEntry.parse(expected + "@" + stranger.node.endpoint().text()));

        await(() -> alice.node.snapshot().anchors().get(0).failures() > 0);
        NodeSnapshot snapshot = alice.node.snapshot();
        assertThat(snapshot.anchors().get(0).lastFailure())
                .contains(stranger.node.id().shortText(), expected.shortText());
        assertThat(snapshot.counters().get(TransportCounter.DIAL_IDENTITY_MISMATCH))
                .isPositive();
        assertThat(snapshot.connectivity().edges()).isEmpty();
        assertThat(stranger.node.snapshot().connectivity().edges()).isEmpty();
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + SECONDS.toNanos(WAIT_SECONDS);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - end).as("in time").isNegative();
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    @Test
    void errorOnTheLoopEndsTheNodeLoudlyAndAnotherOneCanBeStarted() throws Exception {
        NodeBuilder builder = Node.builder()
                .identity(Identity.generate())
                .transport(QuicTransport.factory(quic -> quic.bind("127.0.0.1", 0)))
                .difficulty(0)
                .applicationExecutor(task -> {
                    throw new OutOfMemoryError("thrown on purpose");
                });
        Node node = builder.build();
        CompletableFuture<NodeEvent.NodeFailed> failed = new CompletableFuture<>();
        node.on(NodeEvent.NodeFailed.class, failed::complete);
        node.onMessage(message -> {});
        node.start();
        Peer sender = peer();
        sender.node.addAnchor(
                AnchorEntry.parse(node.id() + "@" + node.endpoint().text()));
        assertThat(sender.edgesUp.poll(WAIT_SECONDS, SECONDS)).isEqualTo(node.id());

        sender.node.send(node.id(), new byte[1]);

        assertThat(failed.get(WAIT_SECONDS, SECONDS).cause()).contains("OutOfMemoryError");
        assertThat(node.state()).isEqualTo(NodeState.FAILED);
        assertThat(node.snapshot().state()).isEqualTo(NodeState.FAILED);
        assertThatExceptionOfType(NodeStateException.class).isThrownBy(() -> node.send(node.id(), new byte[1]));
        node.close();
        assertThat(node.state()).isEqualTo(NodeState.FAILED);
        try (Node next = builder.build()) {
            next.start();
            assertThat(next.state()).isEqualTo(NodeState.RUNNING);
        }
    }
}
