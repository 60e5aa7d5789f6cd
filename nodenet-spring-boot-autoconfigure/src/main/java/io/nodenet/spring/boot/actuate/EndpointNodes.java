package io.nodenet.spring.boot.actuate;

import io.nodenet.node.Node;
import io.nodenet.spring.boot.NodenetNodes;
import io.nodenet.spring.boot.NodenetPeers;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;

/** The nodes of an application as {@link NodenetEndpoint} shows them. */
public final class EndpointNodes implements DisposableBean {
    private final Map<String, Shown> nodes = new HashMap<>();

    /**
     * One node, with what it does not know itself.
     *
     * @param connects its latest attempts to connect
     * @param peers the names of its peers
     */
    public record Shown(Node node, ConnectHistory connects, NodenetPeers peers) {}

    /** Creates the nodes of an application that has one. */
    public EndpointNodes(Shown first) {
        nodes.put(NodenetNodes.DEFAULT, first);
    }

    /** Adds a node; before the endpoint is asked. */
    public void add(String name, Shown node) {
        nodes.put(name, node);
    }

    /** Returns the node of a name; the first one for null. */
    Shown require(@Nullable String name) {
        Shown node = nodes.get(name == null ? NodenetNodes.DEFAULT : name);
        if (node == null) {
            throw new InvalidEndpointRequestException("No node is named \"" + name + "\"", "the node is unknown");
        }
        return node;
    }

    @Override
    public void destroy() {
        nodes.values().forEach(node -> node.connects().destroy());
    }
}
