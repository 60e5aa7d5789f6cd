package io.nodenet.sample.messenger.node;

import io.nodenet.ConfigurationException;
import io.nodenet.NodeStateException;
import io.nodenet.kad.NodeId;
import io.nodenet.node.SendResult;
import io.nodenet.sample.messenger.delivery.Courier;
import io.nodenet.sample.messenger.envelope.Envelope;
import io.nodenet.sample.messenger.envelope.EnvelopeCodec;
import io.nodenet.spring.boot.NodenetTemplate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Sends envelopes as routed messages of the node. Thread-safe. */
@Component
public class NodeCourier implements Courier {
    private static final Logger LOG = LoggerFactory.getLogger(NodeCourier.class);

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

    /** Keeps the edge; a contact that the node cannot keep gets its messages through others all the same. */
    @Override
    public void keep(NodeId peer) {
        try {
            node.keep(peer);
        } catch (ConfigurationException | NodeStateException e) {
            LOG.debug("The edge to {} is not kept: {}", peer.shortText(), e.getMessage());
        }
    }

    @Override
    public void stopKeeping(NodeId peer) {
        try {
            node.stopKeeping(peer);
        } catch (NodeStateException e) {
            LOG.debug("The node has ended and keeps no edge");
        }
    }
}
