package io.nodenet.sample.common.node;

import io.nodenet.fact.ConnectStep;
import io.nodenet.kad.NodeId;
import io.nodenet.metrics.Labels;
import io.nodenet.node.EdgeSnapshot;
import io.nodenet.node.NodeSnapshot;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The connectivity of a node, as shown by the page.
 *
 * @param phase its connectivity phase
 * @param endpoint the endpoint at which it listens
 * @param edges its edges
 * @param nodeDrops its nonzero drop counters, by reason
 */
public record NodeStatus(String phase, String endpoint, List<Edge> edges, Map<String, Long> nodeDrops) {
    /** Returns the status in a snapshot. */
    public static NodeStatus of(NodeSnapshot snapshot) {
        Map<String, Long> drops = new TreeMap<>();
        snapshot.counters().drops().forEach((reason, count) -> drops.put(Labels.of(reason), count));
        drops.values().removeIf(count -> count == 0);
        return new NodeStatus(
                Labels.of(snapshot.connectivity().phase()),
                snapshot.addresses().bound().toString(),
                snapshot.connectivity().edges().stream().map(Edge::of).toList(),
                drops);
    }

    /** Returns the kind of path of the edge to a peer, nothing if there is no edge. */
    public Optional<String> pathTo(NodeId peer) {
        return edges.stream()
                .filter(edge -> edge.peer().equals(peer.toString()))
                .map(Edge::path)
                .findFirst();
    }

    /**
     * An edge of the node; times in milliseconds. {@code relayed} has the reason why it is relayed and the next attempt, null if it is not
     * relayed.
     */
    public record Edge(
            String peer,
            String remote,
            boolean outbound,
            String path,
            long ageMillis,
            @Nullable Double roundTripMillis,
            @Nullable Relayed relayed) {
        private static final double NANOS_PER_MILLI = 1e6;

        static Edge of(EdgeSnapshot edge) {
            return new Edge(
                    edge.peer().toString(),
                    edge.remote().toString(),
                    edge.outbound(),
                    Labels.of(edge.path()),
                    edge.age().toMillis(),
                    edge.roundTrip() == null ? null : edge.roundTrip().toNanos() / NANOS_PER_MILLI,
                    edge.upgrade() == null ? null : Relayed.of(edge.upgrade()));
        }
    }

    /** The last attempt to replace the relay, and the time until the next one, null if it is in progress. */
    public record Relayed(List<String> tried, @Nullable Long nextMillis) {
        static Relayed of(EdgeSnapshot.Upgrade upgrade) {
            return new Relayed(
                    upgrade.steps().stream()
                            .filter(step -> step.outcome() == ConnectStep.Outcome.FAILED)
                            .map(ConnectStep::describe)
                            .toList(),
                    upgrade.next() == null ? null : upgrade.next().toMillis());
        }
    }
}
