package io.nodenet.node;

import io.nodenet.fact.CloseReason;
import io.nodenet.fact.ConnectivityPhase;
import io.nodenet.fact.ReflexiveAddress;
import io.nodenet.kad.NodeId;

/** Is told what happens to a node; called on a thread of its own, one call at a time, in the order of the events. */
public interface NodeListener {
    /** An edge is up. */
    default void onEdgeUp(EdgeSnapshot edge) {}

    /** An edge is gone. */
    default void onEdgeDown(NodeId peer, CloseReason reason) {}

    /** The connectivity phase changed. */
    default void onPhase(ConnectivityPhase from, ConnectivityPhase to, int outgoingEdges) {}

    /** Where the node is seen from outside has changed: an address was confirmed or is not any more, or the kind of NAT is judged anew. */
    default void onReflexiveAddress(ReflexiveAddress address) {}
}
