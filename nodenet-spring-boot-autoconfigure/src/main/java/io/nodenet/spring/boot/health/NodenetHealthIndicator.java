package io.nodenet.spring.boot.health;

import io.nodenet.fact.AnchorState;
import io.nodenet.fact.UpkeepState;
import io.nodenet.kad.NodeId;
import io.nodenet.metrics.Labels;
import io.nodenet.node.EdgeSnapshot;
import io.nodenet.node.NodeSnapshot;
import io.nodenet.node.NodeState;
import io.nodenet.spring.boot.NodenetPeers;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * The health of a node: down if its loop has failed or does not answer; out of service if it is not running, or has anchors but no edge
 * after its first 30 seconds; otherwise up, including the first node of a network, which has no edges. Details are counts and states,
 * including those of the named peers, never an ID or an address.
 *
 * <p>A wrong clock is a detail and does not change the status: it is estimated from reports of others, and no outsider may take an
 * application out of service.
 *
 * <p>So are missing edges that routing needs: a network of two nodes is up, and missing edges are soon established.
 */
public final class NodenetHealthIndicator extends AbstractHealthIndicator {
    private static final Duration START_UP = Duration.ofSeconds(30);

    private final Supplier<NodeSnapshot> snapshots;
    private final NodenetPeers peers;

    /**
     * Creates an indicator.
     *
     * @param snapshots throws if the loop does not answer
     * @param peers the peers shown in a detail, by name
     */
    public NodenetHealthIndicator(Supplier<NodeSnapshot> snapshots, NodenetPeers peers) {
        super("The node does not answer");
        this.snapshots = snapshots;
        this.peers = peers;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        NodeSnapshot node = snapshots.get();
        NodeSnapshot.Connectivity connectivity = node.connectivity();
        boolean lost = connectivity.edges().isEmpty()
                && !node.anchors().isEmpty()
                && node.uptime().compareTo(START_UP) > 0;
        if (node.state() == NodeState.FAILED) {
            builder.down();
        } else if (node.state() != NodeState.RUNNING || lost) {
            builder.outOfService();
        } else {
            builder.up();
        }
        builder.withDetail("state", node.state().name())
                .withDetail("phase", Labels.of(connectivity.phase()))
                .withDetail("inboundEdges", connectivity.inboundEdges())
                .withDetail("outboundEdges", connectivity.outboundEdges())
                .withDetail("upkeep", upkeep(node.upkeep()))
                .withDetail(
                        "reflexiveConfirmed",
                        !node.addresses().reflexive().endpoints().isEmpty())
                .withDetail("clockSkew", node.clock().describe())
                .withDetail(
                        "duplicateIdentities",
                        connectivity.edges().stream()
                                .filter(EdgeSnapshot::duplicated)
                                .count())
                .withDetail("mediaSessions", node.media().size())
                .withDetail("anchors", node.anchors().size())
                .withDetail(
                        "connectedAnchors",
                        node.anchors().stream()
                                .filter(anchor -> anchor.state() == AnchorState.CONNECTED)
                                .count())
                .withDetail(
                        "releasedAnchors",
                        node.anchors().stream()
                                .filter(anchor -> anchor.state() == AnchorState.RELEASED)
                                .count())
                .withDetail("peers", peers(connectivity));
    }

    /** Returns the kind of path to each named peer, or none. */
    private Map<String, String> peers(NodeSnapshot.Connectivity connectivity) {
        Map<NodeId, String> paths = new HashMap<>();
        connectivity.edges().forEach(edge -> paths.put(edge.peer(), Labels.of(edge.path())));
        Map<String, String> byName = new LinkedHashMap<>();
        peers.asMap().forEach((name, peer) -> byName.put(name, paths.getOrDefault(peer, "none")));
        return byName;
    }

    private static Map<String, Integer> upkeep(UpkeepState upkeep) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        counts.put("siblings", upkeep.siblings());
        counts.put("siblingsWanted", upkeep.siblingsWanted());
        counts.put("bucketsCovered", upkeep.bucketsCovered());
        counts.put("bucketsPopulated", upkeep.bucketsPopulated());
        counts.put("contacts", upkeep.contacts());
        return counts;
    }
}
