package io.nodenet.spring.boot.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.nodenet.spring.boot.listener.NodenetListenerRegistry;

/** Meters of the queues of all listeners of a node together; the endpoint {@code nodenetlisteners} shows them individually. */
public final class ListenerMetrics implements MeterBinder, AutoCloseable {
    private final NodenetListenerRegistry listeners;
    private final String node;
    private final Tags tags;
    private final BoundMeters bound = new BoundMeters();

    /**
     * Creates a binder.
     *
     * @param node the name of the node
     * @param tags further tags of all meters
     */
    public ListenerMetrics(NodenetListenerRegistry listeners, String node, Tags tags) {
        this.listeners = listeners;
        this.node = node;
        this.tags = tags;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        NodenetMeters pending = NodenetMeters.LISTENERS_PENDING;
        bound.add(
                registry,
                Gauge.builder(pending.getName(), listeners, source -> source.pending(node))
                        .tags(tags)
                        .description(pending.description())
                        .register(registry));
        NodenetMeters dropped = NodenetMeters.LISTENERS_DROPPED;
        bound.add(
                registry,
                FunctionCounter.builder(dropped.getName(), listeners, source -> source.dropped(node))
                        .tags(tags)
                        .description(dropped.description())
                        .register(registry));
    }

    /** Removes the meters from their registries. */
    @Override
    public void close() {
        bound.close();
    }
}
