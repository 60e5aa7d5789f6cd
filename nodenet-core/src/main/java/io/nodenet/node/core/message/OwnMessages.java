package io.nodenet.node.core.message;

import io.netty.buffer.ByteBuf;
import io.nodenet.fact.DropReason;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.edge.Edges;
import io.nodenet.node.core.edge.FrameWriter;
import io.nodenet.node.core.port.Counts;
import io.nodenet.node.core.turn.Turn;
import io.nodenet.routed.SignedMessage;
import io.nodenet.routing.Edge;
import io.nodenet.routing.EdgeConnection;
import io.nodenet.transport.WriteResult;
import io.nodenet.wire.FrameType;
import java.util.List;
import java.util.function.Consumer;

/** Signs the messages that the core itself originates, answers and lookups, and sends them off. */
public final class OwnMessages {
    /** How many edges a message may leave over. */
    private static final int ROUTES = 3;

    private final Turn turn;
    private final Edges edges;
    private final Signatures signatures;
    private final FrameWriter writer;
    private final Counts counts;

    public OwnMessages(Turn turn, Edges edges, Signatures signatures, FrameWriter writer, Counts counts) {
        this.turn = turn;
        this.edges = edges;
        this.signatures = signatures;
        this.writer = writer;
        this.counts = counts;
    }

    /** Returns a neighbour over the connection that asked, if it is still up once the answer is signed. */
    void reply(EdgeConnection connection, FrameType type, byte[] payload, Runnable sent) {
        signatures.sign(connection.peer(), type, connection.peer(), payload, message -> {
            if (connection.connection().attachment() != connection) {
                counts.drop(DropReason.CLOSED_CONNECTION);
                return;
            }
            switch (connection.reply(writer.copy(message, 1, List.of()))) {
                case ACCEPTED -> sent.run();
                case FULL -> counts.drop(DropReason.SEND_BUFFER_FULL);
                case CLOSED -> edges.dropClosed(connection);
            }
        });
    }

    /**
     * Sends a message over the edge nearest its target, or the next of three if that takes none. If none of the edges is nearer to it than
     * this node, another copy goes back to whoever brought the question, who may be a neighbour of the one that asked it, and neither may
     * come back here.
     *
     * @param asked the edge that brought the question
     */
    void route(Edge asked, FrameType type, NodeId target, byte[] payload, Runnable sent) {
        signatures.sign(asked.id(), type, target, payload, message -> {
            NodeId self = edges.table().self();
            for (Edge hop : edges.table().closestRoutes(target, ROUTES, edge -> true)) {
                boolean nearer = target.isCloser(hop.id(), self);
                List<NodeId> avoid = nearer ? List.of() : List.of(self);
                if (send(hop, message, SignedMessage.MAX_HOPS, avoid)) {
                    sent.run();
                    if (!nearer && hop != asked && edges.table().get(asked.id()) == asked) {
                        send(asked, message, SignedMessage.MAX_HOPS, avoid);
                    }
                    return;
                }
            }
            counts.drop(DropReason.UNROUTABLE);
        });
    }

    /** Sends the same message over the three edges nearest its target; none of the copies comes back to this node. */
    public void spread(FrameType type, NodeId target, byte[] payload, Consumer<Integer> sent) {
        NodeId self = edges.table().self();
        signatures.sign(self, type, target, payload, message -> {
            int copies = 0;
            for (Edge hop : edges.table().closestRoutes(target, ROUTES, edge -> true)) {
                if (send(hop, message, SignedMessage.MAX_HOPS, List.of(self))) {
                    copies++;
                }
            }
            sent.accept(copies);
        });
    }

    /**
     * Sends one copy of a message over one edge, if it is still up once the message is signed; it does not come back to this node.
     *
     * @param hops how often it may be forwarded
     */
    public void sendThrough(Edge edge, FrameType type, NodeId target, byte[] payload, int hops, Runnable sent) {
        NodeId self = edges.table().self();
        signatures.sign(self, type, target, payload, message -> {
            if (edges.table().get(edge.id()) == edge && send(edge, message, hops, List.of(self))) {
                sent.run();
            }
        });
    }

    private boolean send(Edge hop, SignedMessage message, int hops, List<NodeId> avoid) {
        ByteBuf frame = writer.copy(message, hops, avoid);
        WriteResult result = hop.send(frame, turn.nowNanos());
        switch (result) {
            case ACCEPTED -> {}
            case FULL -> counts.drop(DropReason.SEND_BUFFER_FULL);
            case CLOSED -> edges.dropClosed(hop);
        }
        return result == WriteResult.ACCEPTED;
    }
}
