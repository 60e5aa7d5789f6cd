package io.nodenet.spring.boot.actuate;

import io.nodenet.ConfigurationException;
import io.nodenet.NodenetTimeoutException;
import io.nodenet.diagnosis.Diagnosis;
import io.nodenet.diagnosis.HostFacts;
import io.nodenet.fact.AnchorEntry;
import io.nodenet.kad.NodeId;
import io.nodenet.node.Node;
import io.nodenet.spring.boot.NodenetPeers;
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
 * edge and closing one. Peers are named by their NodeID, or by what this application calls them. It shows addresses of peers, never the
 * seed.
 */
@Endpoint(id = "nodenet", defaultAccess = Access.READ_ONLY)
public final class NodenetEndpoint {
    /** What stands for the diagnosis where a NodeID stands for an edge. */
    static final String DIAGNOSIS = "diagnosis";

    private final Node node;
    private final ConnectHistory connects;
    private final NodenetPeers peers;

    public NodenetEndpoint(Node node, ConnectHistory connects, NodenetPeers peers) {
        this.node = node;
        this.connects = connects;
        this.peers = peers;
    }

    /** Answers the node. */
    @ReadOperation
    public NodeDescriptor node() {
        return NodeDescriptor.of(node.snapshot(), connects.attempts(), peers);
    }

    /** Has the node try all edges at once, because the network of the host is another one. */
    @WriteOperation
    public void networkChanged() {
        node.networkChanged();
    }

    /**
     * Returns the edge to a peer, null if there is none, or what is wrong with the node (docs/doctor.md). A path has one operation.
     *
     * @param peer the NodeID of the peer, or {@value #DIAGNOSIS}
     */
    @ReadOperation
    @RegisterReflectionForBinding({EdgeDescriptor.class, DiagnosisDescriptor.class})
    public @Nullable OperationResponseBody edgeOrDiagnosis(@Selector String peer) {
        return peer.equals(DIAGNOSIS) ? diagnosis() : edge(peer);
    }

    /** Returns what is wrong with the node and its host, from what both know already: asks the network nothing. */
    private DiagnosisDescriptor diagnosis() {
        HostFacts host = HostFacts.collect();
        try {
            return DiagnosisDescriptor.of(Diagnosis.of(host, node.snapshot(), Diagnosis.PATIENCE));
        } catch (NodenetTimeoutException e) {
            return DiagnosisDescriptor.of(Diagnosis.withoutNode(host, String.valueOf(e.getMessage())));
        }
    }

    private @Nullable EdgeDescriptor edge(String peer) {
        NodeId id = parse(peer);
        return node.snapshot().connectivity().edges().stream()
                .filter(edge -> edge.peer().equals(id))
                .map(edge -> EdgeDescriptor.of(edge, peers))
                .findFirst()
                .orElse(null);
    }

    /**
     * Changes what the node does about a peer, at least one of both; refuses the node itself.
     *
     * @param address adds the peer as an anchor at this address, which is dialed at once; null to add none
     * @param keep keeps the edge to the peer if true, keeps it no longer if false; null to leave that as it is
     */
    @WriteOperation
    public void change(@Selector String peer, @Nullable String address, @Nullable Boolean keep) {
        NodeId id = parse(peer);
        if (id.equals(node.id())) {
            throw new InvalidEndpointRequestException(id + " is this node itself", "the peer is invalid");
        }
        if (address == null && keep == null) {
            throw new InvalidEndpointRequestException(
                    "Nothing is to be changed: give \"address\", \"keep\" or both", "the request is empty");
        }
        if (address != null) {
            addAnchor(id, address);
        }
        if (keep != null) {
            keep(id, keep);
        }
    }

    private void addAnchor(NodeId id, String address) {
        try {
            node.addAnchor(AnchorEntry.parse(id + "@" + address));
        } catch (ConfigurationException e) {
            throw new InvalidEndpointRequestException(String.valueOf(e.getMessage()), "the anchor is invalid", e);
        }
    }

    private void keep(NodeId id, boolean keep) {
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

    /** Closes the edge to a peer; answers the edge that was, null if there was none. */
    @DeleteOperation
    public @Nullable EdgeDescriptor drop(@Selector String peer) {
        EdgeDescriptor edge = edge(peer);
        if (edge != null) {
            node.drop(parse(peer));
        }
        return edge;
    }

    private NodeId parse(String peer) {
        try {
            return peers.require(peer);
        } catch (IllegalArgumentException e) {
            throw new InvalidEndpointRequestException(
                    "\"" + peer + "\" is neither a name of nodenet.peers nor a NodeID of 64 hex digits",
                    "the peer is unknown",
                    e);
        }
    }
}
