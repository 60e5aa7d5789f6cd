package io.nodenet.node.run;

import io.nodenet.address.Endpoint;
import io.nodenet.fact.DropReason;
import io.nodenet.fact.NodeCounter;
import io.nodenet.fact.PathKind;
import io.nodenet.metrics.EnumCounters;
import io.nodenet.node.AnchorSnapshot;
import io.nodenet.node.EdgeSnapshot;
import io.nodenet.node.core.upkeep.AnchorView;
import io.nodenet.routing.Edge;
import io.nodenet.routing.EdgeConnection;
import io.nodenet.routing.EdgeTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** Turns the state of a node into the records that an application sees. Belongs to the loop. */
final class Snapshots {
    private Snapshots() {}

    static EdgeSnapshot edge(Edge edge, EdgeTable table, long nowNanos) {
        EdgeConnection current = edge.current();
        boolean measured = edge.roundTripNanos() >= 0;
        return new EdgeSnapshot(
                edge.id(),
                PathKind.DIRECT,
                edge.isOutgoing(),
                current == null ? Endpoint.UNKNOWN : current.connection().remoteEndpoint(),
                edge.connections().size(),
                table.isSibling(edge),
                edge.isWritable(),
                Duration.ofNanos(nowNanos - edge.sinceNanos()),
                Duration.ofNanos(nowNanos - edge.lastReceivedNanos()),
                measured ? Duration.ofNanos(edge.roundTripNanos()) : null,
                measured ? edge.observedEndpoint() : null);
    }

    static List<EdgeSnapshot> edges(EdgeTable table, long nowNanos) {
        List<EdgeSnapshot> edges = new ArrayList<>(table.size());
        for (Edge edge : table.edges()) {
            edges.add(edge(edge, table, nowNanos));
        }
        return List.copyOf(edges);
    }

    static List<AnchorSnapshot> anchors(List<AnchorView> views) {
        return views.stream()
                .map(view ->
                        new AnchorSnapshot(view.entry(), lowerCase(view.state()), view.failures(), view.lastFailure()))
                .toList();
    }

    static Map<String, Long> drops(EnumCounters<DropReason> counters) {
        return byLabel(counters, DropReason::label);
    }

    static Map<String, Long> events(EnumCounters<NodeCounter> counters) {
        return byLabel(counters, NodeCounter::label);
    }

    /** Names the counters of an enum without labels by its constants: {@code FRAMES_SENT} is {@code frames-sent}. */
    static <E extends Enum<E>> Map<String, Long> byName(EnumCounters<E> counters) {
        return byLabel(counters, Snapshots::lowerCase);
    }

    private static <E extends Enum<E>> Map<String, Long> byLabel(EnumCounters<E> counters, Function<E, String> label) {
        Map<String, Long> values = new LinkedHashMap<>();
        counters.snapshot().forEach((counter, value) -> values.put(label.apply(counter), value));
        return Collections.unmodifiableMap(values);
    }

    private static String lowerCase(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
