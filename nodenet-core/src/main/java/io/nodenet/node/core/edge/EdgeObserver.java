package io.nodenet.node.core.edge;

import io.nodenet.fact.CloseReason;
import io.nodenet.kad.NodeId;
import io.nodenet.routing.Edge;
import io.nodenet.routing.EdgeConnection;

/** Learns how edges change. All observers are listed in one place, where the core is wired, and called in that order. */
public interface EdgeObserver {
    /** A connection has become an edge, or joined one. */
    default void onConnection(EdgeConnection connection) {}

    /** A connection is gone, and its edge lives on with others. */
    default void onLost(EdgeConnection connection) {}

    /** A ping of this node was answered. */
    default void onPong(EdgeConnection connection, EdgeConnection.Ping ping) {}

    /** A peer may be sent what it was not sent for want of room. */
    default void onRoom(NodeId peer) {}

    /** The network of this node is another one, or seems to be: what is up may be dead, and what failed may succeed. */
    default void onNetworkChange() {}

    /** An edge is gone; the reason is that of its last connection. */
    default void onDown(Edge edge, CloseReason reason) {}
}
