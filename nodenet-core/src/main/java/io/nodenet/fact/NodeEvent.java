package io.nodenet.fact;

import io.nodenet.address.Endpoint;
import io.nodenet.kad.NodeId;
import org.jspecify.annotations.Nullable;

/** Something that happened to a node, as its application is told. Immutable. */
public sealed interface NodeEvent {
    /**
     * The node runs.
     *
     * @param id its own ID
     * @param endpoint the address that its socket is bound to, possibly a wildcard
     */
    record NodeStarted(NodeId id, Endpoint endpoint) implements NodeEvent {}

    /**
     * The node has left the network; its last event.
     *
     * @param id its own ID
     */
    record NodeStopped(NodeId id) implements NodeEvent {}

    /**
     * An edge is up, or has moved to another path.
     *
     * @param peer the node at its other end
     * @param previousPath the path it had before, null for a new edge
     * @param path its path now
     * @param outbound whether this node dialed
     * @param remote the peer's address on that path
     */
    record PeerConnected(NodeId peer, @Nullable PathKind previousPath, PathKind path, boolean outbound, Endpoint remote)
            implements NodeEvent {}

    /**
     * An edge is gone.
     *
     * @param peer the node at its other end
     * @param reason why its last connection ended
     */
    record PeerDisconnected(NodeId peer, CloseReason reason) implements NodeEvent {}

    /**
     * The connectivity phase changed.
     *
     * @param from the phase before
     * @param to the phase now
     * @param outboundEdges how many edges the node dialed
     */
    record PhaseChanged(ConnectivityPhase from, ConnectivityPhase to, int outboundEdges) implements NodeEvent {}

    /**
     * An external address was confirmed or is no longer confirmed, or the NAT was reassessed.
     *
     * @param address what enough neighbours agree on
     */
    record ReflexiveAddressChanged(ReflexiveAddress address) implements NodeEvent {}
}
