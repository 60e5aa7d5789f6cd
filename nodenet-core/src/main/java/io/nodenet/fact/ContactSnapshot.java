package io.nodenet.fact;

import io.nodenet.address.Endpoint;
import io.nodenet.kad.NodeId;
import java.util.List;

/**
 * A node that another one knows.
 *
 * @param id who it is
 * @param endpoints where it may be reached, best first; empty if nobody can dial it
 * @param connected whether there is an edge to it
 */
public record ContactSnapshot(NodeId id, List<Endpoint> endpoints, boolean connected) {
    /** Copies the list. */
    public ContactSnapshot {
        endpoints = List.copyOf(endpoints);
    }
}
