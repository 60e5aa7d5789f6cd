package io.nodenet.spring.boot.actuate;

import io.nodenet.ConfigurationException;
import io.nodenet.NodenetTimeoutException;
import io.nodenet.diagnosis.Diagnosis;
import io.nodenet.diagnosis.HostFacts;
import io.nodenet.fact.AnchorEntry;
import io.nodenet.kad.NodeId;
import io.nodenet.node.Node;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/**
 * The endpoint {@code nodenet}: shows the node, one edge and the diagnosis and, with unrestricted access only, adds an anchor and keeps or
 * closes an edge. Peers are identified by their NodeID, or by the name that this application gives to them. In an application with several
 * nodes, the parameter {@code node} selects a node other than the first. The endpoint shows addresses of peers, never the seed.
 */
@Endpoint(id = "nodenet", defaultAccess = Access.READ_ONLY)
public final class NodenetEndpoint {
    /** The path segment of the diagnosis, in place of a NodeID. */
    static final String DIAGNOSIS = "diagnosis";

    private final EndpointNodes nodes;

    public NodenetEndpoint(EndpointNodes nodes) {
        this.nodes = nodes;
    }

    /** Returns a node. */
    @ReadOperation
    public NodeDescriptor node(@Nullable String node) {
        EndpointNodes.Shown shown = nodes.require(node);
        return NodeDescriptor.of(shown.node().snapshot(), shown.connects().attempts(), shown.peers());
    }

    /** Makes a node check all edges at once, because the network of the host has changed. */
    @WriteOperation
    public void networkChanged(@Nullable String node) {
        nodes.require(node).node().networkChanged();
    }

    /**
     * Returns the edge to a peer, null if there is none, or the diagnosis of the node (docs/doctor.md). Boot allows one operation per path.
     *
     * @param peer the NodeID of the peer, or {@value #DIAGNOSIS}
     */
    @ReadOperation
    @RegisterReflectionForBinding({EdgeDescriptor.class, DiagnosisDescriptor.class})
    public @Nullable OperationResponseBody edgeOrDiagnosis(@Selector String peer, @Nullable String node) {
        EndpointNodes.Shown shown = nodes.require(node);
        return peer.equals(DIAGNOSIS) ? diagnosis(shown.node()) : edge(shown, peer);
    }

    /** Returns the diagnosis of a node and its host from locally available information, without using the network. */
    private static DiagnosisDescriptor diagnosis(Node node) {
        HostFacts host = HostFacts.collect();
        try {
            return DiagnosisDescriptor.of(Diagnosis.of(host, node.snapshot(), Diagnosis.PATIENCE));
        } catch (NodenetTimeoutException e) {
            return DiagnosisDescriptor.of(Diagnosis.withoutNode(host, String.valueOf(e.getMessage())));
        }
    }

    private static @Nullable EdgeDescriptor edge(EndpointNodes.Shown shown, String peer) {
        NodeId id = parse(shown, peer);
        return shown.node().snapshot().connectivity().edges().stream()
                .filter(edge -> edge.peer().equals(id))
                .map(edge -> EdgeDescriptor.of(edge, shown.peers()))
                .findFirst()
                .orElse(null);
    }

    /**
     * Adds a peer as an anchor, or changes whether its edge is kept; at least one of the two. The node itself is refused.
     *
     * @param address the address at which to add the peer as an anchor, which is dialed at once; null to add none
     * @param keep whether to keep the edge to the peer; null to leave that as it is
     */
    @WriteOperation
    public void change(@Selector String peer, @Nullable String address, @Nullable Boolean keep, @Nullable String node) {
        EndpointNodes.Shown shown = nodes.require(node);
        NodeId id = parse(shown, peer);
        if (id.equals(shown.node().id())) {
            throw new InvalidEndpointRequestException(id + " is this node itself", "the peer is invalid");
        }
        if (address == null && keep == null) {
            throw new InvalidEndpointRequestException(
                    "Nothing to change: specify \"address\", \"keep\" or both", "the request is empty");
        }
        if (address != null) {
            addAnchor(shown.node(), id, address);
        }
        if (keep != null) {
            keep(shown.node(), id, keep);
        }
    }

    private static void addAnchor(Node node, NodeId id, String address) {
        try {
            node.addAnchor(AnchorEntry.parse(id + "@" + address));
        } catch (ConfigurationException e) {
            throw new InvalidEndpointRequestException(String.valueOf(e.getMessage()), "the anchor is invalid", e);
        }
    }

    private static void keep(Node node, NodeId id, boolean keep) {
        if (!keep) {
            node.stopKeeping(id);
            return;
        }
        try {
            node.keep(id);
        } catch (ConfigurationException e) {
            throw new InvalidEndpointRequestException(String.valueOf(e.getMessage()), "the peer is invalid", e);
        }
    }

    /** Closes the edge to a peer and returns it, null if there was none. */
    @DeleteOperation
    public @Nullable EdgeDescriptor drop(@Selector String peer, @Nullable String node) {
        EndpointNodes.Shown shown = nodes.require(node);
        EdgeDescriptor edge = edge(shown, peer);
        if (edge != null) {
            var unused = shown.node().drop(parse(shown, peer));
        }
        return edge;
    }

    private static NodeId parse(EndpointNodes.Shown shown, String peer) {
        try {
            return shown.peers().require(peer);
        } catch (IllegalArgumentException e) {
            throw new InvalidEndpointRequestException(
                    "\"" + peer + "\" is neither a name of nodenet.peers nor a NodeID of 64 hex digits",
                    "the peer is unknown",
                    e);
        }
    }
}
