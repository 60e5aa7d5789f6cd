package io.nodenet.node;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.fact.CloseReason;
import io.nodenet.fact.NodeEvent;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/** A node over a {@link ThreadedTransport}, and what its application was told. */
public final class MemoryNode implements AutoCloseable {
    public static final long WAIT_SECONDS = 10;

    final Identity identity = Identity.generate();
    final ThreadedTransport transport = new ThreadedTransport(identity.nodeId());
    final BlockingQueue<InboundMessage> received = new LinkedBlockingQueue<>();
    final BlockingQueue<NodeId> edgesUp = new LinkedBlockingQueue<>();
    final BlockingQueue<CloseReason> edgesDown = new LinkedBlockingQueue<>();
    final Node node;

    MemoryNode() {
        this(builder -> {});
    }

    MemoryNode(Consumer<NodeBuilder> settings) {
        NodeBuilder builder =
                Node.builder().identity(identity).transport(self -> transport).difficulty(0);
        settings.accept(builder);
        node = builder.build();
        node.on(NodeEvent.PeerConnected.class, event -> edgesUp.add(event.peer()));
        node.on(NodeEvent.PeerDisconnected.class, event -> edgesDown.add(event.reason()));
    }

    MemoryNode receiving() {
        node.onMessage(received::add);
        return this;
    }

    MemoryNode started() {
        node.start();
        return this;
    }

    NodeId id() {
        return node.id();
    }

    /** Answers how this node is written as an anchor. */
    String asAnchor() {
        return id() + "@" + node.endpoint().text();
    }

    /** Waits for the next edge, which must be to this node. */
    void awaitEdge(MemoryNode other) throws InterruptedException {
        assertThat(edgesUp.poll(WAIT_SECONDS, SECONDS)).isEqualTo(other.id());
    }

    /** Waits for the next message. */
    InboundMessage next() throws InterruptedException {
        InboundMessage message = received.poll(WAIT_SECONDS, SECONDS);
        assertThat(message).isNotNull();
        return message;
    }

    @Override
    public void close() {
        node.close();
    }
}
