package io.nodenet.node.core.port;

import io.nodenet.NodenetException;
import io.nodenet.fact.CloseReason;
import io.nodenet.fact.ConnectivityPhase;
import io.nodenet.fact.ReflexiveAddress;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.NodeCore;
import io.nodenet.routing.Edge;

/** The port through which the core speaks to the application; no call may block. */
public interface ApplicationOutput {
    /**
     * Hands over a message.
     *
     * @param direct whether it came over an edge with the originator, else it was routed
     * @param payload belongs to the receiver
     */
    DeliveryResult deliver(NodeId originator, boolean direct, byte[] payload);

    /** An operation of the application succeeded; the meaning of the value depends on the operation. */
    void completed(long operation, long value);

    /** An operation of the application failed. */
    void failed(long operation, NodenetException cause);

    /** Asks the edge admission policy; {@link NodeCore#onGate} follows unless the core's deadline is over first. */
    void gate(long operation, NodeId peer, boolean outgoing);

    /** An edge is up. */
    void edgeUp(Edge edge);

    /** An edge is gone. */
    void edgeDown(NodeId peer, CloseReason reason);

    /** The connectivity phase changed. */
    void phase(ConnectivityPhase from, ConnectivityPhase to, int outgoingEdges);

    /** Where the node is seen from outside has changed. */
    void reflexive(ReflexiveAddress address);

    /** The node has left: every neighbour closed its connection, or the time for it is over. */
    void left();
}
