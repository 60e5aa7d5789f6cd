package io.nodenet.spring.boot.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.nodenet.node.Node;
import io.nodenet.spring.boot.NodeSnapshots;
import io.nodenet.spring.boot.NodenetNodes;
import io.nodenet.spring.boot.listener.NodenetListenerRegistry;
import io.nodenet.spring.boot.request.RequestReply;
import io.nodenet.spring.boot.request.UnroutableRetry;
import java.util.ArrayList;
import java.util.List;

/**
 * The meters of all nodes of an application except the first: the same as those of the first, distinguished by {@link
 * NodenetMeters.Key#NODE}.
 */
public final class FurtherNodeMetrics implements MeterBinder, AutoCloseable {
    private final List<MeterBinder> binders = new ArrayList<>(); // gauges hold weak references to their state
    private final List<Runnable> ends = new ArrayList<>();

    /** Creates binders for each node. */
    public FurtherNodeMetrics(NodenetNodes nodes) {
        nodes.further().forEach(name -> add(nodes, name));
    }

    private void add(NodenetNodes nodes, String name) {
        Node node = nodes.get(name, Node.class);
        Tags tags = tags(name);
        NodeSnapshots snapshots = new NodeSnapshots(node);
        ends.add(snapshots::close);
        NodenetMetrics metrics = new NodenetMetrics(node::counters, snapshots, tags);
        add(metrics, metrics::close);
        SnapshotMetrics unanswered = new SnapshotMetrics(snapshots, tags);
        add(unanswered, unanswered::close);
        ConnectMetrics connects = new ConnectMetrics(node, tags);
        add(connects, connects::close);
        MediaMetrics media = new MediaMetrics(node::counters, snapshots, tags);
        add(media, media::close);
        RequestMetrics requests =
                new RequestMetrics(nodes.get(name, RequestReply.class), nodes.get(name, UnroutableRetry.class), tags);
        add(requests, requests::close);
        ListenerMetrics listeners = new ListenerMetrics(nodes.get(name, NodenetListenerRegistry.class), name, tags);
        add(listeners, listeners::close);
    }

    private void add(MeterBinder binder, Runnable end) {
        binders.add(binder);
        ends.add(end);
    }

    /** Returns the tag of all meters of a node, if there are several. */
    public static Tags tags(String name) {
        return Tags.of(NodenetMeters.Key.NODE.asString(), name);
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        binders.forEach(binder -> binder.bindTo(registry));
    }

    /** Removes the meters from their registries. */
    @Override
    public void close() {
        ends.forEach(Runnable::run);
    }
}
