package io.nodenet.spring.boot.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.nodenet.spring.boot.NodeSnapshots;

/** Counts queries for the gauges of a node that its loop did not answer. */
public final class SnapshotMetrics implements MeterBinder, AutoCloseable {
    private final NodeSnapshots snapshots;
    private final Tags tags;
    private final BoundMeters bound = new BoundMeters();

    /**
     * Creates a binder.
     *
     * @param tags further tags of all meters
     */
    public SnapshotMetrics(NodeSnapshots snapshots, Tags tags) {
        this.snapshots = snapshots;
        this.tags = tags;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        NodenetMeters meter = NodenetMeters.SNAPSHOTS_UNANSWERED;
        bound.add(
                registry,
                FunctionCounter.builder(meter.getName(), snapshots, NodeSnapshots::unanswered)
                        .tags(tags)
                        .description(meter.description())
                        .register(registry));
    }

    /** Removes the meter from its registries. */
    @Override
    public void close() {
        bound.close();
    }
}
