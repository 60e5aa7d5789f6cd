package io.nodenet.node.core.upkeep;

import io.nodenet.fact.CloseReason;
import io.nodenet.fact.NodeEvent;
import io.nodenet.node.core.edge.EdgeObserver;
import io.nodenet.node.core.edge.Edges;
import io.nodenet.node.core.port.ApplicationOutput;
import io.nodenet.node.core.turn.Timers;
import io.nodenet.node.core.turn.Turn;
import io.nodenet.routing.Edge;
import io.nodenet.routing.EdgeConnection;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Tells the application once when a node with anchors has had no edge for {@link #PATIENCE}, and once when it has one again.
 *
 * <p>[L] A dead anchor is redialed indefinitely, and each attempt alone is nothing to look at.
 */
public final class IsolationWatch implements EdgeObserver {
    /** How long a node may be without an edge before that is told. */
    public static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Turn turn;
    private final Timers timers;
    private final Edges edges;
    private final AnchorList anchors;
    private final ApplicationOutput application;
    private Timers.@Nullable Deadline deadline;
    private long aloneSinceNanos;
    private boolean told;

    /** Creates a watch at rest. */
    public IsolationWatch(Turn turn, Timers timers, Edges edges, AnchorList anchors, ApplicationOutput application) {
        this.turn = turn;
        this.timers = timers;
        this.edges = edges;
        this.anchors = anchors;
        this.application = application;
    }

    /** Starts to watch a node that has no edge yet. */
    public void start() {
        aloneSinceNanos = turn.nowNanos();
        arm();
    }

    /** Stops to watch, because the node leaves. */
    public void stop() {
        if (deadline != null) {
            deadline.cancel();
            deadline = null;
        }
        told = false;
    }

    @Override
    public void onConnection(EdgeConnection connection) {
        boolean over = told;
        stop();
        if (over) {
            application.event(new NodeEvent.AnchorsReached(alone()));
        }
    }

    @Override
    public void onDown(Edge edge, CloseReason reason) {
        if (edges.table().isEmpty() && anchors.isRunning()) {
            start();
        }
    }

    private void arm() {
        deadline = timers.after(PATIENCE.toNanos(), () -> {
            if (anchors.isEmpty()) {
                start(); // the first node of a network misses nobody, and may be given an anchor later
            } else {
                told = true;
                application.event(new NodeEvent.AnchorsUnreachable(alone(), anchors.snapshots()));
            }
        });
    }

    private Duration alone() {
        return Duration.ofNanos(turn.nowNanos() - aloneSinceNanos);
    }
}
