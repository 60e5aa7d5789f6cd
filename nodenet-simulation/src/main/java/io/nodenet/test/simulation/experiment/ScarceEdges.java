package io.nodenet.test.simulation.experiment;

import io.nodenet.kad.NodeId;
import io.nodenet.routing.KnownContact;
import io.nodenet.test.simulation.SimulatedNode;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Watches for how long nodes have fewer than three edges although they know three living nodes that they could dial. */
final class ScarceEdges {
    private static final int ENOUGH = 3;

    private final Map<NodeId, Integer> seconds = new HashMap<>();
    private int most;

    /**
     * Looks at all nodes, once a second.
     *
     * @param dialable the living nodes that are not behind a NAT, by their NodeIDs
     */
    void look(List<SimulatedNode> nodes, Map<NodeId, SimulatedNode> dialable) {
        for (SimulatedNode node : nodes) {
            if (node.core().edges().size() < ENOUGH && known(node, dialable) >= ENOUGH) {
                most = Math.max(most, seconds.merge(node.id(), 1, Integer::sum));
            } else {
                seconds.remove(node.id());
            }
        }
    }

    private static long known(SimulatedNode node, Map<NodeId, SimulatedNode> dialable) {
        return node.core().knowledge().contacts().stream()
                .filter(contact -> isDialable(contact, dialable.get(contact.id())))
                .count();
    }

    private static boolean isDialable(KnownContact contact, @Nullable SimulatedNode owner) {
        return owner != null && contact.endpoints().contains(owner.transport().boundEndpoint());
    }

    /** Returns the longest time. */
    Duration longest() {
        return Duration.ofSeconds(most);
    }
}
