package io.nodenet.sample.messenger.node;

import io.nodenet.kad.NodeId;
import io.nodenet.sample.common.node.NodeSender;
import io.nodenet.sample.messenger.delivery.Courier;
import io.nodenet.sample.messenger.envelope.Envelope;
import io.nodenet.sample.messenger.envelope.EnvelopeCodec;
import org.springframework.stereotype.Component;

/** Passes envelopes to the node. Thread-safe. */
@Component
public class NodeCourier implements Courier {
    private final NodeSender node;
    private final EnvelopeCodec codec;

    NodeCourier(NodeSender node, EnvelopeCodec codec) {
        this.node = node;
        this.codec = codec;
    }

    @Override
    public boolean send(NodeId to, Envelope envelope) {
        return node.send(to, codec.encode(envelope));
    }

    @Override
    public void connect(NodeId peer) {
        node.connect(peer);
    }

    @Override
    public void keep(NodeId peer) {
        node.keep(peer);
    }

    @Override
    public void stopKeeping(NodeId peer) {
        node.stopKeeping(peer);
    }
}
