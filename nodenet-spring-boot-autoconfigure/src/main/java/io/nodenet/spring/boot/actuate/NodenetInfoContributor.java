package io.nodenet.spring.boot.actuate;

import io.nodenet.metrics.Labels;
import io.nodenet.node.Node;
import io.nodenet.node.NodeSnapshot;
import io.nodenet.spring.boot.NodenetNodes;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;

/**
 * Tells the node's own ID, its network's difficulty and how well connected it is; no address. Where an application has several nodes, it
 * tells that of each by its name.
 */
public final class NodenetInfoContributor implements InfoContributor {
    private final Node first;
    private final Map<String, Node> further;

    /**
     * Creates a contributor.
     *
     * @param further all nodes but the first by their names
     */
    public NodenetInfoContributor(Node first, Map<String, Node> further) {
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

    private static Map<String, Object> details(Node node) {
        NodeSnapshot snapshot = node.snapshot();
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("id", node.id().toString());
        details.put("state", snapshot.state().name());
        details.put("difficulty", snapshot.difficulty());
        details.put("phase", Labels.of(snapshot.connectivity().phase()));
        details.put("edges", snapshot.connectivity().edges().size());
        return details;
    }
}
