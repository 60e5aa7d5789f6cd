package io.nodenet.node.core.edge;

import io.nodenet.fact.NodeCounter;
import io.nodenet.fact.NodeEvent;
import io.nodenet.node.core.port.ApplicationOutput;
import io.nodenet.node.core.port.Counts;
import io.nodenet.node.core.turn.Timers;
import io.nodenet.node.core.turn.Turn;
import io.nodenet.routing.Edge;
import io.nodenet.routing.EdgeConnection;
import io.nodenet.transport.Connection;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds neighbours whose identity is used by two living processes: both have dialed this node, from different addresses, and answer pings
 * for more than half a minute. Only the one that came last gets messages, and neither can know.
 *
 * <p>A connection that this node dialed says nothing: a peer may dial from another address than the one it is dialed at.
 */
public final class DuplicateIdentities {
    static final Duration TICK = Duration.ofSeconds(5);

    /** How long both must have lived side by side. */
    static final Duration SIDE_BY_SIDE = Duration.ofSeconds(30);

    /** The least time between two warnings. */
    static final Duration REMINDER = Duration.ofMinutes(1);

    private final Turn turn;
    private final Timers timers;
    private final Edges edges;
    private final ControlPlane control;
    private final Counts counts;
    private final ApplicationOutput application;
    private long nextWarningNanos = Long.MIN_VALUE;

    public DuplicateIdentities(
            Turn turn, Timers timers, Edges edges, ControlPlane control, Counts counts, ApplicationOutput application) {
        this.turn = turn;
        this.timers = timers;
        this.edges = edges;
        this.control = control;
        this.counts = counts;
        this.application = application;
    }

    /** Starts to look at the edges every five seconds. */
    public void start() {
        timers.after(TICK.toNanos(), () -> {
            look();
            start();
        });
    }

    private void look() {
        Edge toTell = null;
        for (Edge edge : edges.table().edges()) {
            boolean before = edge.isDuplicated();
            boolean now = isDuplicated(edge.connections());
            edge.setDuplicated(now);
            if (now && !before) {
                counts.count(NodeCounter.DUPLICATE_IDENTITY);
            }
            if (now && (toTell == null || !before)) {
                toTell = edge;
            }
        }
        tell(toTell);
    }

    private void tell(@Nullable Edge edge) {
        if (edge == null || turn.nowNanos() < nextWarningNanos) {
            return;
        }
        nextWarningNanos = turn.nowNanos() + REMINDER.toNanos();
        List<EdgeConnection> both = edge.connections();
        application.event(new NodeEvent.DuplicateIdentity(
                edge.id(),
                both.get(0).connection().remoteEndpoint(),
                both.get(1).connection().remoteEndpoint()));
    }

    private boolean isDuplicated(List<EdgeConnection> both) {
        if (both.size() < Edge.MAX_CONNECTIONS
                || !areOfTwo(both.get(0).connection(), both.get(1).connection())) {
            return false;
        }
        long asked = Math.max(both.get(0).sinceNanos(), both.get(1).sinceNanos()) + SIDE_BY_SIDE.toNanos();
        if (turn.nowNanos() <= asked) {
            return false;
        }
        boolean bothAnswered = true;
        for (EdgeConnection each : both) {
            if (each.answeredPingNanos() <= asked) {
                bothAnswered = false;
                if (!each.isPinging()) {
                    control.ping(each);
                }
            }
        }
        return bothAnswered;
    }

    private static boolean areOfTwo(Connection a, Connection b) {
        return !a.isOutbound() && !b.isOutbound() && !a.remoteEndpoint().equals(b.remoteEndpoint());
    }
}
