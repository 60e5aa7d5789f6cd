package io.nodenet.sample.call;

import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.media.MediaSession;
import io.nodenet.node.Node;
import io.nodenet.transport.quic.QuicTransport;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** A node that speaks the protocol of telephones by hand, and need not keep to it. */
final class RawPeer implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 20;

    private final Node node;

    /** Starts a node that knows the anchor of an option for telephones. */
    RawPeer(String option) {
        node = Node.builder()
                .identity(Identity.generate())
                .difficulty(0)
                .transport(QuicTransport.factory(quic -> quic.bind("127.0.0.1", 0)))
                .anchor(option.substring(option.indexOf('=') + 1))
                .build();
        node.start();
    }

    NodeId id() {
        return node.id();
    }

    void say(NodeId to, String document) {
        node.sendDirect(to, document.getBytes(StandardCharsets.UTF_8)).join();
    }

    MediaSession call(NodeId callee) throws Exception {
        return node.call(callee).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    static ByteBuffer bytes(String document) {
        return ByteBuffer.wrap(document.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        node.close();
    }
}
