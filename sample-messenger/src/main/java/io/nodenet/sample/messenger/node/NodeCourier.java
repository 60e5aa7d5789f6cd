package io.nodenet.sample.messenger.node;

import io.nodenet.NodeStateException;
import io.nodenet.kad.NodeId;
import io.nodenet.node.SendResult;
import io.nodenet.sample.messenger.delivery.Courier;
import io.nodenet.sample.messenger.envelope.Envelope;
import io.nodenet.sample.messenger.envelope.EnvelopeCodec;
import io.nodenet.spring.boot.NodenetTemplate;
import org.springframework.stereotype.Component;

/** Sends envelopes as routed messages of the node. Thread-safe. */
@Component
public class NodeCourier implements Courier {
    private final NodenetTemplate node;
    private final EnvelopeCodec codec;

    NodeCourier(NodenetTemplate node, EnvelopeCodec codec) {
        this.node = node;
        this.codec = codec;
    }

    @Override
    public boolean send(NodeId to, Envelope envelope) {
        try {
            return node.send(to, codec.encode(envelope)) == SendResult.ACCEPTED;
        } catch (NodeStateException e) {
            return false;
        }
    }
}
