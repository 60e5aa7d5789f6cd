package io.nodenet.node.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.kad.NodeId;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;

/** Holds what a core delivers to having been signed, and to being delivered once. */
final class CheckedDeliveries {
    private final Set<ByteBuffer> signed = new HashSet<>();
    private final Set<ByteBuffer> delivered = new HashSet<>();

    void onSigned(NodeId originator, byte[] payload) {
        signed.add(key(originator, payload));
    }

    void onDelivered(NodeId originator, byte[] payload) {
        ByteBuffer key = key(originator, payload);
        assertThat(signed).as("what is delivered was signed").contains(key);
        assertThat(delivered.add(key)).as("delivered once").isTrue();
    }

    private static ByteBuffer key(NodeId originator, byte[] payload) {
        return ByteBuffer.allocate(NodeId.LENGTH + payload.length)
                .put(originator.toBytes())
                .put(payload)
                .flip();
    }
}
