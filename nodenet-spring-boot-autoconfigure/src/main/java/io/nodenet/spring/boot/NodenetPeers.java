package io.nodenet.spring.boot;

import io.nodenet.kad.NodeId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The names that this application gives to peers, {@code nodenet.peers.<name>=<NodeID>}, so that NodeIDs are kept in the configuration.
 * Immutable.
 */
public final class NodenetPeers {
    /** No names at all. */
    public static final NodenetPeers NONE = new NodenetPeers(Map.of());

    private final Map<String, NodeId> byName;

    /** Creates names for peers. */
    public NodenetPeers(Map<String, NodeId> byName) {
        this.byName = Collections.unmodifiableMap(new LinkedHashMap<>(byName));
    }

    /**
     * Resolves the name of a peer; a NodeID resolves to itself.
     *
     * @throws IllegalArgumentException if it is neither a known name nor 64 hexadecimal digits; the message names the remedy
     */
    public NodeId require(String name) {
        NodeId known = byName.get(name);
        if (known != null) {
            return known;
        }
        try {
            return NodeId.parse(name);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "No peer is named '" + name + "': set nodenet.peers." + name
                            + ", or give a NodeID of 64 hexadecimal digits",
                    e);
        }
    }

    /** Returns the name of a peer, if it has one. */
    public Optional<String> nameOf(NodeId peer) {
        return byName.entrySet().stream()
                .filter(entry -> entry.getValue().equals(peer))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** Returns all names. */
    public Map<String, NodeId> asMap() {
        return byName;
    }
}
