package io.nodenet.node.core.edge;

import io.nodenet.fact.CloseReason;
import io.nodenet.routing.Edge;
import io.nodenet.routing.EdgeConnection;

/** Learns how edges change. All observers are listed in one place, where the core is wired, and called in that order. */
public interface EdgeObserver {
    /** A connection has become an edge, or joined one. */
    default void onConnection(EdgeConnection connection) {}

    /** An edge is gone; the reason is that of its last connection. */
    default void onDown(Edge edge, CloseReason reason) {}
}
