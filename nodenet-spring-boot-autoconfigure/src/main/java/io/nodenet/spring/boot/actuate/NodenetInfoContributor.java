package io.nodenet.spring.boot.actuate;

import io.nodenet.NodenetException;
import io.nodenet.metrics.Labels;
import io.nodenet.node.Node;
import io.nodenet.node.NodeSnapshot;
import io.nodenet.spring.boot.NodeSnapshots;
import io.nodenet.spring.boot.NodenetNodes;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;

/**
 * Contributes the node's own ID, the difficulty of its network and its connectivity phase, but no address. For a node whose loop does not
 * answer it contributes the last known state, and that the loop does not answer. In an application with several nodes, each has an entry
 * under its name.
 */
public final class NodenetInfoContributor implements InfoContributor {
    private final Shown first;
    private final Map<String, Shown> further;

    /** A node and its snapshots. */
    public record Shown(Node node, NodeSnapshots snapshots) {}

    /**
     * Creates a contributor.
     *
     * @param further all nodes except the first, by name
     */
    public NodenetInfoContributor(Shown first, Map<String, Shown> further) {
        this.first = first;
        this.further = further;
    }

    @Override
    public void contribute(Info.Builder builder) {
        Map<String, Object> details = details(first);
        if (!further.isEmpty()) {
            Map<String, Object> all = new LinkedHashMap<>();
            all.put(NodenetNodes.DEFAULT, details);
            further.forEach((name, node) -> all.put(name, details(node)));
            details = all;
        }
        builder.withDetail("nodenet", details);
    }

    private static Map<String, Object> details(Shown shown) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("id", shown.node().id().toString());
        details.put("state", shown.node().state().name());
        try {
            describe(shown.snapshots().get(), details);
        } catch (NodenetException e) {
            details.put("answers", false);
            describe(shown.snapshots().last(), details);
        }
        return details;
    }

    private static void describe(@Nullable NodeSnapshot snapshot, Map<String, Object> details) {
        if (snapshot != null) {
            details.put("difficulty", snapshot.difficulty());
            details.put("phase", Labels.of(snapshot.connectivity().phase()));
            details.put("edges", snapshot.connectivity().edges().size());
        }
    }
}
