package io.nodenet.node.core.edge;

import io.nodenet.fact.CloseReason;
import io.nodenet.node.core.port.ApplicationOutput;
import io.nodenet.node.core.turn.Timers;
import io.nodenet.routing.Edge;
import io.nodenet.routing.EdgeConnection;
import java.time.Duration;

/** Leaves the network: says goodbye on every connection and waits until the neighbours have closed them, 500 ms at most (W-13). */
public final class Departure implements EdgeObserver {
    static final long PATIENCE_NANOS = Duration.ofMillis(500).toNanos();

    private final Timers timers;
    private final Edges edges;
    private final ControlPlane control;
    private final ApplicationOutput application;
    private boolean begun;
    private boolean ended;

    public Departure(Timers timers, Edges edges, ControlPlane control, ApplicationOutput application) {
        this.timers = timers;
        this.edges = edges;
        this.control = control;
        this.application = application;
    }

    /** Returns whether the node is leaving, or has left. */
    public boolean hasBegun() {
        return begun;
    }

    public void begin() {
        if (begun) {
            return;
        }
        begun = true;
        for (Edge edge : edges.table().edges()) {
            for (EdgeConnection connection : edge.connections()) {
                control.leave(connection);
            }
        }
        timers.after(PATIENCE_NANOS, this::end);
        endIfAlone();
    }

    @Override
    public void onDown(Edge edge, CloseReason reason) {
        if (begun) {
            endIfAlone();
        }
    }

    private void endIfAlone() {
        if (edges.table().isEmpty()) {
            end();
        }
    }

    private void end() {
        if (ended) {
            return;
        }
        ended = true;
        for (Edge edge : edges.table().edges()) {
            edges.drop(edge, CloseReason.SHUTDOWN);
        }
        application.left();
    }
}
