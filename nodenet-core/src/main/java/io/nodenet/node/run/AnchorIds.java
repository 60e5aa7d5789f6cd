package io.nodenet.node.run;

import io.nodenet.fact.AnchorEntry;
import io.nodenet.kad.NodeId;
import io.nodenet.node.Node;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The NodeIDs of a node's anchors, which tell an application thread that there would be too many without asking the loop. Thread-safe. */
final class AnchorIds {
    private final Set<NodeId> ids = new HashSet<>();

    /** Adds the IDs of all entries, or none of them and returns false if there would be more than {@value Node#MAX_ANCHORS}. */
    synchronized boolean addAll(List<AnchorEntry> entries) {
        Set<NodeId> together = new HashSet<>(ids);
        for (AnchorEntry entry : entries) {
            together.add(entry.id());
            if (together.size() > Node.MAX_ANCHORS) {
                return false;
            }
        }
        ids.addAll(together);
        return true;
    }
}
