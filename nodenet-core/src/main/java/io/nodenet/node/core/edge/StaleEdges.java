package io.nodenet.node.core.edge;

import io.nodenet.fact.CloseReason;
import io.nodenet.kad.NodeId;
import io.nodenet.routing.Edge;
import io.nodenet.routing.EdgeConnection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Frees what a peer may still hold of this node: a leave is the first frame to it (decision 012, W-43).
 *
 * <p>A deployed node keeps one connection per NodeID and goes on writing to it although nobody is there, as long as frames of another
 * connection keep its edge alive. Such a connection is left behind by an earlier process with this identity, and by an edge that this node
 * gave up in silence. A deployed node that holds none closes the new connection instead; it is dialed again at once, without a leave.
 */
public final class StaleEdges implements EdgeObserver {
    /** The most peers that are remembered of each kind; the one that was remembered first is forgotten first, and costs one more dial. */
    static final int MAX_REMEMBERED = 4096;

    private final boolean returning;
    private final ControlPlane control;
    private final Set<NodeId> met = new LinkedHashSet<>();
    private final Set<NodeId> lostInSilence = new LinkedHashSet<>();

    /**
     * Creates the memory of a process that has met nobody.
     *
     * @param returning whether the identity is older than this process
     */
    public StaleEdges(boolean returning, ControlPlane control) {
        this.returning = returning;
        this.control = control;
    }

    @Override
    public void onConnection(EdgeConnection connection) {
        NodeId peer = connection.peer();
        if (!connection.connection().isOutbound()) {
            return;
        }
        boolean mayBeHeld = lostInSilence.remove(peer) | (remember(met, peer) && returning);
        if (mayBeHeld && connection.edge().connections().size() == 1) {
            connection.edge().beginWithLeave();
            control.leave(connection);
        }
    }

    @Override
    public void onDown(Edge edge, CloseReason reason) {
        boolean inSilence = reason == CloseReason.SILENT || reason == CloseReason.STALLED;
        if (inSilence && met.contains(edge.id())) {
            remember(lostInSilence, edge.id());
        }
    }

    /** Adds a peer; returns whether it was not there. */
    private static boolean remember(Set<NodeId> peers, NodeId peer) {
        boolean added = peers.add(peer);
        if (peers.size() > MAX_REMEMBERED) {
            Iterator<NodeId> oldest = peers.iterator();
            oldest.next();
            oldest.remove();
        }
        return added;
    }
}
