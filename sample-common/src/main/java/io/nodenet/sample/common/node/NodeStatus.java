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
 * How a node is connected, as the page shows it.
 *
 * @param phase of its connectivity
 * @param endpoint at which it listens
 * @param edges to its neighbours
 * @param nodeDrops what it dropped, by reason, above zero
 */
public record NodeStatus(String phase, String endpoint, List<Edge> edges, Map<String, Long> nodeDrops) {
    /** Answers the status that a snapshot tells. */
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

    /** Answers the kind of path of the edge to a peer, nothing if there is no edge. */
    public Optional<String> pathTo(NodeId peer) {
        return edges.stream()
                .filter(edge -> edge.peer().equals(peer.toString()))
                .map(Edge::path)
                .findFirst();
    }

    /** An edge of the node; times in milliseconds. {@code relayed} says why it is relayed and what comes next, null if it is not. */
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

    /** What was tried last to do without the relay, and when it is tried again, null for now. */
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
