package io.nodenet.spring.boot.actuate;

import io.nodenet.node.Node;
import io.nodenet.spring.boot.NodenetNodes;
import io.nodenet.spring.boot.NodenetPeers;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;

/** The nodes of an application, as shown by {@link NodenetEndpoint}. */
public final class EndpointNodes implements DisposableBean {
    private final Map<String, Shown> nodes = new HashMap<>();

    /**
     * One node, with information that it does not hold itself.
     *
     * @param connects its latest attempts to connect
     * @param peers the names of its peers
     */
    public record Shown(Node node, ConnectHistory connects, NodenetPeers peers) {}

    /** Creates the nodes of an application that has one. */
    public EndpointNodes(Shown first) {
        nodes.put(NodenetNodes.DEFAULT, first);
    }

    /** Adds a node; called before the endpoint is used. */
    public void add(String name, Shown node) {
        nodes.put(name, node);
    }

    /** Returns the node with a name; the first one for null. */
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
