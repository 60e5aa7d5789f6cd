package io.nodenet.node.core.message;

import io.nodenet.fact.DropReason;
import io.nodenet.fact.NodeCounter;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.edge.Edges;
import io.nodenet.node.core.edge.FrameWriter;
import io.nodenet.node.core.port.Counts;
import io.nodenet.node.core.turn.Turn;
import io.nodenet.routed.SignedMessage;
import io.nodenet.routing.Edge;
import io.nodenet.transport.WriteResult;
import java.util.ArrayList;
import java.util.List;

/** Launches messages of this node: routed ones on up to three disjoint paths, direct ones on their edge (docs/protocol/02, section 8). */
public final class Originator {
    /** How many copies of a routed message leave, each over another first hop. */
    public static final int DISJOINT_PATHS = 3;

    /** Returned when no edge has room. */
    public static final int NO_ROOM = -1;

    private final Turn turn;
    private final Edges edges;
    private final FrameWriter writer;
    private final Counts counts;
    private final FirstHops firstHops;

    public Originator(Turn turn, Edges edges, FrameWriter writer, Counts counts) {
        this.turn = turn;
        this.edges = edges;
        this.writer = writer;
        this.counts = counts;
        this.firstHops = new FirstHops(edges.table());
    }

    /**
     * Launches a routed message over the edges nearest its target that have room. The avoid-set of a copy names the other first hops
     * but never the target, which would keep the copy from arriving (W-10). If none has room, the nearest are asked all the same: only a
     * connection that has refused a frame tells when it has room again. Hops that turn out to be closed are replaced by the next ones. The same
     * bytes to the same target, and a question of the core that is asked again, leave over other edges than before ({@link FirstHops}).
     *
     * @return how many copies left
     */
    public int originate(SignedMessage message) {
        return originate(message, FirstHops.Key.of(message), false);
    }

    /**
     * Launches a routed message whose payload is a box, which never looks the same twice.
     *
     * @param content a hash of what is in the box, the same whenever it is sent again
     * @return how many copies left
     */
    public int originateSealed(SignedMessage message, int content) {
        return originate(message, new FirstHops.Key(message.target(), message.type(), content), false);
    }

    /**
     * Launches a routed message as {@link #originate(SignedMessage)} does, for a caller that keeps it if there is no room.
     *
     * @return how many copies left, or {@link #NO_ROOM}: then nothing was counted
     */
    public int tryOriginate(SignedMessage message) {
        return originate(message, FirstHops.Key.of(message), true);
    }

    private int originate(SignedMessage message, FirstHops.Key key, boolean kept) {
        long now = turn.nowNanos();
        int copies = 0;
        int refused = 0;
        boolean hopsWereClosed = true;
        while (copies == 0 && hopsWereClosed && !edges.table().isEmpty()) { // each round has one connection less
            List<Edge> hops = firstHops.choose(key, DISJOINT_PATHS, Edge::isWritable, now);
            if (hops.isEmpty()) {
                hops = firstHops.choose(key, DISJOINT_PATHS, edge -> true, now);
            }
            for (Edge hop : hops) {
                WriteResult result = hop.send(writer.copy(message, avoid(hops, hop, message.target())), now);
                switch (result) {
                    case ACCEPTED -> {
                        copies++;
                        firstHops.left(key, hop, now);
                    }
                    case FULL -> {
                        refused++;
                        hopsWereClosed = false;
                    }
                    case CLOSED -> edges.dropClosed(hop);
                }
            }
        }
        if (copies == 0 && refused > 0 && kept) {
            return NO_ROOM;
        }
        counts.drop(DropReason.SEND_BUFFER_FULL, refused);
        if (copies > 0) {
            counts.count(NodeCounter.ORIGINATED);
            counts.count(NodeCounter.COPIES_SENT, copies);
        } else if (hopsWereClosed) {
            counts.drop(DropReason.UNROUTABLE);
        }
        return copies;
    }

    /** Sends a direct message over an edge, and charges the budget of its peer if it leaves. */
    WriteResult sendDirect(Edge edge, byte[] payload) {
        WriteResult result = edge.sendInOrder(writer.application(payload), turn.nowNanos());
        if (result == WriteResult.ACCEPTED) {
            counts.count(NodeCounter.DIRECT_SENT);
            edge.budget().directSent(turn.nowNanos());
        }
        return result;
    }

    private static List<NodeId> avoid(List<Edge> hops, Edge hop, NodeId target) {
        List<NodeId> avoid = new ArrayList<>(DISJOINT_PATHS - 1);
        for (Edge other : hops) {
            if (other != hop && !other.id().equals(target)) {
                avoid.add(other.id());
            }
        }
        return avoid;
    }
}
