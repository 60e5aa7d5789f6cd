package io.nodenet.fact;

import io.nodenet.kad.NodeId;
import java.util.Set;

/**
 * Which nodes may relay for an edge: all but some, or none but some.
 *
 * @param isSelection whether the nodes are the only ones that may, else those that may not
 * @param nodes whom it is about
 */
public record Volunteers(boolean isSelection, Set<NodeId> nodes) {
    /** Any node that volunteers. */
    public static final Volunteers ANY = new Volunteers(false, Set.of());

    /** Copies the set. */
    public Volunteers {
        nodes = Set.copyOf(nodes);
    }

    /** Returns whether a node may relay. */
    public boolean allows(NodeId node) {
        return nodes.contains(node) == isSelection;
    }
}
