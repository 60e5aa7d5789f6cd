package io.nodenet.spring.boot.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.nodenet.fact.NodeEvent;
import io.nodenet.fact.PathKind;
import io.nodenet.metrics.Labels;
import io.nodenet.node.EventSubscription;
import io.nodenet.node.Node;
import java.util.EnumMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Times the attempts of a node to connect to peers, {@link NodenetMeters#CONNECT_ATTEMPTS}.
 *
 * <p>Listens to the events of the node from {@link #bindTo} on. Events that are dropped because the application is too slow are missing,
 * and counted as {@link NodenetMeters#EVENTS_DROPPED}.
 */
public final class ConnectMetrics implements MeterBinder, AutoCloseable {
    private static final String NONE = "none";

    private final Node node;
    private final Tags tags;
    private final BoundMeters bound = new BoundMeters();
    private final Queue<EventSubscription> subscriptions = new ConcurrentLinkedQueue<>();

    /**
     * Creates a binder.
     *
     * @param tags further tags of all meters
     */
    public ConnectMetrics(Node node, Tags tags) {
        this.node = node;
        this.tags = tags;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Map<PathKind, Timer> succeeded = new EnumMap<>(PathKind.class);
        for (PathKind path : PathKind.values()) {
            succeeded.put(path, timer(registry, Labels.of(path)));
        }
        Timer failed = timer(registry, NONE);
        @Nullable
        EventSubscription events = node.on(NodeEvent.ConnectEnded.class, ended -> {
            PathKind path = ended.path();
            (path == null ? failed : succeeded.getOrDefault(path, failed)).record(ended.took());
        });
        if (events != null) { // a mock in a test returns none
            subscriptions.add(events);
        }
    }

    /** Removes the meters from their registries and stops listening. */
    @Override
    public void close() {
        for (EventSubscription subscription = subscriptions.poll();
                subscription != null;
                subscription = subscriptions.poll()) {
            subscription.cancel();
        }
        bound.close();
    }

    private Timer timer(MeterRegistry registry, String path) {
        return bound.add(
                registry,
                Timer.builder(NodenetMeters.CONNECT_ATTEMPTS.getName())
                        .tags(tags.and(NodenetMeters.Key.PATH.asString(), path))
                        .description(NodenetMeters.CONNECT_ATTEMPTS.description())
                        .register(registry));
    }
}
