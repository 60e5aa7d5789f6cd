package io.nodenet.spring.boot.actuate;

import io.nodenet.metrics.Labels;
import io.nodenet.node.Node;
import io.nodenet.node.NodeSnapshot;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;

/** Tells the node's own ID, its network's difficulty and how well connected it is; no address. */
public final class NodenetInfoContributor implements InfoContributor {
    private final Node node;

    public NodenetInfoContributor(Node node) {
        this.node = node;
    }

    @Override
    public void contribute(Info.Builder builder) {
        NodeSnapshot snapshot = node.snapshot();
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("id", node.id().toString());
        details.put("state", snapshot.state().name());
        details.put("difficulty", snapshot.difficulty());
        details.put("phase", Labels.of(snapshot.connectivity().phase()));
        details.put("edges", snapshot.connectivity().edges().size());
        builder.withDetail("nodenet", details);
    }
}
