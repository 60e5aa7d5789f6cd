package io.nodenet.sample.common.testkit;

import io.nodenet.identity.Identity;
import io.nodenet.node.Node;
import io.nodenet.transport.quic.QuicTransport;

/** A node that every sample of a test knows, and that knows nothing of samples. */
public final class AnchorNode implements AutoCloseable {
    private final Node node;

    public AnchorNode() {
        node = Node.builder()
                .identity(Identity.generate())
                .difficulty(0)
                .transport(QuicTransport.factory(quic -> quic.bind("127.0.0.1", 0)))
                .build();
        node.start();
    }

    /** The option that lets a sample know it. */
    public String option() {
        return "--nodenet.anchors=" + node.id() + "@" + node.endpoint().text();
    }

    @Override
    public void close() {
        node.close();
    }
}
