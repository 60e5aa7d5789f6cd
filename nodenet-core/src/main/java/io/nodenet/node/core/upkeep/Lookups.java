package io.nodenet.node.core.upkeep;

import io.nodenet.fact.NodeCounter;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.edge.ControlPlane;
import io.nodenet.node.core.edge.Edges;
import io.nodenet.node.core.message.OwnMessages;
import io.nodenet.node.core.message.Solicitations;
import io.nodenet.node.core.port.Counts;
import io.nodenet.routed.NonceCodec;
import io.nodenet.routed.SignedMessage;
import io.nodenet.routing.Edge;
import io.nodenet.routing.EdgeConnection;
import io.nodenet.wire.FrameType;
import java.nio.ByteBuffer;

/** Asks the network for contacts: a look-up goes to whoever is nearest an ID, a sibling request to a neighbour (docs/protocol/02, section 8). */
public final class Lookups {
    private final Edges edges;
    private final Solicitations solicitations;
    private final OwnMessages messages;
    private final ControlPlane control;
    private final Counts counts;

    public Lookups(
            Edges edges, Solicitations solicitations, OwnMessages messages, ControlPlane control, Counts counts) {
        this.edges = edges;
        this.solicitations = solicitations;
        this.messages = messages;
        this.control = control;
        this.counts = counts;
    }

    /** Looks an ID up over the edges nearest to it; without an edge nothing happens. */
    public void lookUp(NodeId target) {
        if (!edges.table().isEmpty()) {
            messages.spread(FrameType.LOOKUP, target, question(), copies -> {
                if (copies > 0) {
                    counts.count(NodeCounter.LOOKUPS);
                }
            });
        }
    }

    /** Looks an ID up through one neighbour. */
    void lookUpThrough(Edge edge, NodeId target) {
        ask(edge, target, SignedMessage.MAX_HOPS);
    }

    /**
     * Asks one neighbour whom it knows near an ID: a look-up that may not be forwarded is answered where it is. That answer comes back however
     * this node lies in the network, while the one of whoever is nearest may find no way to a newcomer.
     */
    void askNear(Edge edge, NodeId target) {
        ask(edge, target, 0);
    }

    private void ask(Edge edge, NodeId target, int hops) {
        messages.sendThrough(edge, FrameType.LOOKUP, target, question(), hops, () -> counts.count(NodeCounter.LOOKUPS));
    }

    private byte[] question() {
        return ByteBuffer.allocate(NonceCodec.LENGTH)
                .putLong(solicitations.lookup())
                .array();
    }

    /** Asks a neighbour for the contacts nearest to it, and for its own. */
    public void askSiblings(EdgeConnection connection) {
        if (control.siblings(connection, solicitations.question(connection.peer()))) {
            counts.count(NodeCounter.SIBLING_REQUESTS);
        }
    }
}
