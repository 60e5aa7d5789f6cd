package io.nodenet.spring.boot.actuate;

import io.nodenet.ConfigurationException;
import io.nodenet.fact.AnchorEntry;
import io.nodenet.kad.NodeId;
import io.nodenet.node.Node;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/**
 * The endpoint {@code nodenet}: the node, one edge, and, with unrestricted access only, adding an anchor and closing an edge. It shows
 * addresses of peers, never the seed.
 */
@Endpoint(id = "nodenet", defaultAccess = Access.READ_ONLY)
public final class NodenetEndpoint {
    private final Node node;

    public NodenetEndpoint(Node node) {
        this.node = node;
    }

    /** Answers the node. */
    @ReadOperation
    public NodeDescriptor node() {
        return NodeDescriptor.of(node.snapshot());
    }

    /** Answers the edge to a peer, null if there is none. */
    @ReadOperation
    public @Nullable EdgeDescriptor edge(@Selector String peer) {
        NodeId id = parse(peer);
        return node.snapshot().connectivity().edges().stream()
                .filter(edge -> edge.peer().equals(id))
                .map(EdgeDescriptor::of)
                .findFirst()
                .orElse(null);
    }

    /** Adds an anchor, which is dialed at once; refuses the node itself. */
    @WriteOperation
    public void addAnchor(@Selector String peer, String address) {
        NodeId id = parse(peer);
        if (id.equals(node.id())) {
            throw new InvalidEndpointRequestException(id + " is this node itself", "the anchor is invalid");
        }
        try {
            node.addAnchor(AnchorEntry.parse(id + "@" + address));
        } catch (ConfigurationException e) {
            throw new InvalidEndpointRequestException(String.valueOf(e.getMessage()), "the anchor is invalid", e);
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

    private static NodeId parse(String peer) {
        try {
            return NodeId.parse(peer);
        } catch (IllegalArgumentException e) {
            throw new InvalidEndpointRequestException(
                    "\"" + peer + "\" is not a NodeID: give 64 hex digits", "the peer is not a NodeID", e);
        }
    }
}
