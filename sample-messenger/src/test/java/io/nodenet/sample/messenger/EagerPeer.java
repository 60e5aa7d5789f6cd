package io.nodenet.sample.messenger;

import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.node.Node;
import io.nodenet.transport.quic.QuicTransport;

/** A node that sends another one more than its edge lets through: its own limits are lifted, its pace among them. */
final class EagerPeer implements AutoCloseable {
    private static final int BATCH = 500;
    private static final byte[] PAYLOAD = new byte[64];

    private final NodeId target;
    private final Node node;

    /** Creates a peer that dials a node. */
    EagerPeer(Node target) {
        this.target = target.id();
        node = Node.builder()
                .identity(Identity.generate())
                .difficulty(0)
                .rateLimited(false)
                .transport(QuicTransport.factory(quic -> quic.bind("127.0.0.1", 0)))
                .anchor(target.id() + "@" + target.endpoint().text())
                .build();
        node.start();
    }

    NodeId id() {
        return node.id();
    }

    boolean isConnected() {
        return node.snapshot().connectivity().edges().stream()
                .anyMatch(edge -> edge.peer().equals(target));
    }

    /** Sends as many frames at once as an edge lets through in a second; some may find no room in the connection. */
    void sendBatch() {
        for (int i = 0; i < BATCH; i++) {
            node.sendDirect(target, PAYLOAD);
        }
    }

    @Override
    public void close() {
        node.close();
    }
}
