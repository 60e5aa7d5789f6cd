package io.nodenet.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.fact.AnchorEntry;
import io.nodenet.fact.NodeEvent;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.transport.quic.QuicTransport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node over real QUIC that comes back with its peer book. */
class PeerBookIT {
    private static final Duration WAIT = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    /** Waits until a node has told of an edge to each of some peers. */
    private static void awaitEdges(BlockingQueue<NodeId> edges, Node... peers) throws InterruptedException {
        Set<NodeId> missing = Stream.of(peers).map(Node::id).collect(Collectors.toCollection(HashSet::new));
        while (!missing.isEmpty()) {
            NodeId next = edges.poll(WAIT.toSeconds(), TimeUnit.SECONDS);
            assertThat(next).as("an edge to one of %s", missing).isNotNull();
            missing.remove(next);
        }
    }

    private static Node start(Identity identity, BlockingQueue<NodeId> edges, Consumer<NodeBuilder> settings) {
        NodeBuilder builder = Node.builder()
                .identity(identity)
                .transport(QuicTransport.factory(quic -> quic.bind("127.0.0.1", 0)))
                .difficulty(0);
        settings.accept(builder);
        Node node = builder.build();
        node.on(NodeEvent.PeerConnected.class, event -> edges.add(event.peer()));
        node.start();
        return node;
    }

    private static String entry(Node node) {
        return node.id() + "@" + node.endpoint().text();
    }

    @Test
    void restartedNodeFindsBackThoughItsOnlyAnchorIsGone() throws Exception {
        Path book = directory.resolve("alice.peers");
        Identity alice = Identity.generate();
        Node entry = start(Identity.generate(), new LinkedBlockingQueue<>(), builder -> {});
        String anchor = entry(entry);
        // who dials a peer knows for sure that it can be dialed
        EdgeAdmission dialsTheAnchorOnly = (peer, outbound) -> !outbound || peer.equals(entry.id());
        try (Node bob = start(
                Identity.generate(),
                new LinkedBlockingQueue<>(),
                builder -> builder.anchor(anchor).edgeAdmission(dialsTheAnchorOnly))) {
            BlockingQueue<NodeId> edges = new LinkedBlockingQueue<>();
            Node first = start(alice, edges, builder -> builder.anchor(anchor).peerBook(book));
            awaitEdges(edges, bob, entry);
            first.close();
            assertThat(Files.readString(book)).contains(entry(bob));
            entry.close();
            edges.clear();

            try (Node second =
                    start(alice, edges, builder -> builder.anchor(anchor).peerBook(book))) {
                BlockingQueue<InboundMessage> received = new LinkedBlockingQueue<>();
                bob.onMessage(received::add);
                awaitEdges(edges, bob);
                second.send(bob.id(), "I am back".getBytes(UTF_8));

                InboundMessage message = received.poll(WAIT.toSeconds(), TimeUnit.SECONDS);
                assertThat(message).isNotNull();
                assertThat(new String(message.payload(), UTF_8)).isEqualTo("I am back");
            }
        }
    }

    @Test
    void nodeStartsAndEndsWhateverIsWrongWithItsPeerBook() throws Exception {
        Path occupied = Files.writeString(directory.resolve("occupied"), "not a book");

        BlockingQueue<NodeId> edges = new LinkedBlockingQueue<>();
        try (Node node = start(Identity.generate(), edges, builder -> builder.peerBook(occupied));
                Node other = start(
                        Identity.generate(),
                        new LinkedBlockingQueue<>(),
                        builder -> builder.peerBook(occupied.resolve("a.peers")))) {
            node.addAnchors(List.of(AnchorEntry.parse(entry(other))));
            awaitEdges(edges, other);
        }

        assertThat(occupied).hasContent("not a book");
    }
}
