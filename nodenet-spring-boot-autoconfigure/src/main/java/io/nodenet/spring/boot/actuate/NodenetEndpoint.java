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
 * The endpoint {@code nodenet}: the node, one edge, what is wrong, and, with unrestricted access only, adding an anchor, keeping an
 * edge and closing one. Peers are named by their NodeID, or by what this application calls them. Where an application has several nodes, the
 * parameter {@code node} names another one than the first. It shows addresses of peers, never the seed.
 */
@Endpoint(id = "nodenet", defaultAccess = Access.READ_ONLY)
public final class NodenetEndpoint {
    /** What stands for the diagnosis where a NodeID stands for an edge. */
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

    /** Has a node try all edges at once, because the network of the host is another one. */
    @WriteOperation
    public void networkChanged(@Nullable String node) {
        nodes.require(node).node().networkChanged();
    }

    /**
     * Returns the edge to a peer, null if there is none, or what is wrong with the node (docs/doctor.md). A path has one operation.
     *
     * @param peer the NodeID of the peer, or {@value #DIAGNOSIS}
     */
    @ReadOperation
    @RegisterReflectionForBinding({EdgeDescriptor.class, DiagnosisDescriptor.class})
    public @Nullable OperationResponseBody edgeOrDiagnosis(@Selector String peer, @Nullable String node) {
        EndpointNodes.Shown shown = nodes.require(node);
        return peer.equals(DIAGNOSIS) ? diagnosis(shown.node()) : edge(shown, peer);
    }

    /** Returns what is wrong with a node and its host, from what both know already: asks the network nothing. */
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
     * Changes what a node does about a peer, at least one of both; refuses the node itself.
     *
     * @param address adds the peer as an anchor at this address, which is dialed at once; null to add none
     * @param keep keeps the edge to the peer if true, keeps it no longer if false; null to leave that as it is
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
                    "Nothing is to be changed: give \"address\", \"keep\" or both", "the request is empty");
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

    /** Closes the edge to a peer; returns the edge that was, null if there was none. */
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
