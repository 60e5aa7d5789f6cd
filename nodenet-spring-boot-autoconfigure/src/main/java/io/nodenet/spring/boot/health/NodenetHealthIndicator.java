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
 * The health of a node: down if its loop has failed or does not answer, out of service if it does not run, or has anchors and no edge after its first 30
 * seconds; else up, as the first node of a network is without any edge. Details are counts and states, also of the peers that have names, never an ID or an address.
 *
 * <p>A clock that is off is a detail and changes no status: it is judged by what others say, and nobody outside may take an application out
 * of service.
 *
 * <p>So is how far the node has the edges that routing needs: a network of two nodes is up, and missing edges are made before long.
 */
public final class NodenetHealthIndicator extends AbstractHealthIndicator {
    private static final Duration START_UP = Duration.ofSeconds(30);

    private final Supplier<NodeSnapshot> snapshots;
    private final NodenetPeers peers;

    /**
     * Creates an indicator.
     *
     * @param snapshots throws if the loop does not answer
     * @param peers those that a detail tells of, by their names
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

    /** Returns how the node is connected to each peer that has a name: the kind of path, or none. */
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
