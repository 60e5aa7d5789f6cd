package io.nodenet.spring.boot.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.nodenet.media.MediaCounter;
import io.nodenet.metrics.Labels;
import io.nodenet.node.NodeCounters;
import io.nodenet.node.NodeSnapshot;
import java.util.function.Supplier;

/** Meters of all media sessions of a node together; no tag contains a peer. */
public final class MediaMetrics implements MeterBinder, AutoCloseable {
    private static final String DROPPED = "dropped-";

    private final Supplier<NodeCounters> counters;
    private final Supplier<NodeSnapshot> snapshots;
    private final Tags tags;
    private final BoundMeters bound = new BoundMeters();

    /**
     * Creates a binder.
     *
     * @param counters returns the counters of the node, at any time and without waiting
     * @param snapshots returns the state of the node; may throw if its loop does not answer
     * @param tags further tags of all meters
     */
    public MediaMetrics(Supplier<NodeCounters> counters, Supplier<NodeSnapshot> snapshots, Tags tags) {
        this.counters = counters;
        this.snapshots = snapshots;
        this.tags = tags;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (boolean outbound : new boolean[] {false, true}) {
            bound.add(
                    registry,
                    Gauge.builder(
                                    NodenetMeters.MEDIA_SESSIONS.getName(),
                                    snapshots,
                                    source -> sessions(source.get(), outbound))
                            .tags(tags.and(NodenetMeters.Key.DIRECTION.asString(), direction(outbound)))
                            .description(NodenetMeters.MEDIA_SESSIONS.description())
                            .register(registry));
        }
        for (MediaCounter counter : MediaCounter.values()) {
            NodenetMeters meter = meter(counter);
            Tags own = Tags.of(NodenetMeters.Key.DIRECTION.asString(), direction(isSent(counter)));
            bound.add(
                    registry,
                    FunctionCounter.builder(
                                    meter.getName(),
                                    counters,
                                    source -> source.get().get(counter))
                            .tags(tags.and(
                                    meter == NodenetMeters.MEDIA_DROPPED
                                            ? own.and(NodenetMeters.Key.REASON.asString(), reason(counter))
                                            : own))
                            .description(meter.description())
                            .register(registry));
        }
    }

    /** Removes the meters from their registries. */
    @Override
    public void close() {
        bound.close();
    }

    private static double sessions(NodeSnapshot node, boolean outbound) {
        return node.media().stream()
                .filter(session -> session.outbound() == outbound)
                .count();
    }

    private static String direction(boolean outbound) {
        return outbound ? "outbound" : "inbound";
    }

    private static boolean isSent(MediaCounter counter) {
        return counter.name().startsWith("TX_");
    }

    /** Returns the cause of the drops that a counter counts: its name without the direction and the common word. */
    private static String reason(MediaCounter counter) {
        String label = Labels.of(counter).substring("tx-".length());
        return label.startsWith(DROPPED) ? label.substring(DROPPED.length()) : label;
    }

    private static NodenetMeters meter(MediaCounter counter) {
        return switch (counter) {
            case TX_DATAGRAMS, RX_DATAGRAMS -> NodenetMeters.MEDIA_DATAGRAMS;
            case TX_MESSAGES, RX_MESSAGES -> NodenetMeters.MEDIA_MESSAGES;
            case TX_HEARTBEATS, RX_HEARTBEATS -> NodenetMeters.MEDIA_HEARTBEATS;
            case TX_DROPPED_QUEUE,
                    TX_DROPPED_DEADLINE,
                    TX_DROPPED_SEND,
                    TX_DROPPED_CLOSED,
                    TX_DROPPED_STALL,
                    TX_CANCELLED,
                    RX_DROPPED_BUDGET,
                    RX_DROPPED_RESERVED,
                    RX_DROPPED_QUEUE,
                    RX_DROPPED_MESSAGES -> NodenetMeters.MEDIA_DROPPED;
        };
    }
}
