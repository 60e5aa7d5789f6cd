package io.nodenet.node.core.edge;

import io.nodenet.fact.CloseReason;
import io.nodenet.fact.PathKind;
import io.nodenet.node.core.turn.Jitter;
import io.nodenet.node.core.turn.Timers;
import io.nodenet.node.core.turn.Turn;
import io.nodenet.routing.Edge;
import io.nodenet.routing.EdgeConnection;
import io.nodenet.routing.EdgeTable;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Pings connections that are new, idle or unanswered, and closes those that stay silent.
 *
 * <p>A connection on which something was sent and nothing came back is pinged each second after 3 s and closed after 8 s, or as soon as
 * it is suspect while the other one of its edge is heard, if this node dialed it: one that the peer dialed it may hold for its edge, so that is
 * left open and written to no more. An idle one is pinged after 5 s if this node dialed it, which keeps a NAT's
 * mapping and notices a restarted peer, or if it leads through holes in NATs, else after 15 s (sibling) or 25 s (finger). Each is pinged once in two minutes at least: a busy
 * neighbour, too, is to tell where it sees this node (W-25). One that this node dialed is also pinged after 2 s behind more than
 * small frames: the peer may be heard and get none of them.
 */
public final class Keepalive implements EdgeObserver {
    static final long TICK_NANOS = Duration.ofSeconds(1).toNanos();
    static final long DIALED_IDLE_NANOS = Duration.ofSeconds(5).toNanos();
    static final long UNPROVEN_NANOS = Duration.ofSeconds(2).toNanos();
    static final long SIBLING_IDLE_NANOS = Duration.ofSeconds(15).toNanos();
    static final long FINGER_IDLE_NANOS = Duration.ofSeconds(25).toNanos();
    static final long SUSPECT_NANOS = Duration.ofSeconds(3).toNanos();
    public static final long REPORT_NANOS = Duration.ofMinutes(2).toNanos();
    static final long DEAD_NANOS = Duration.ofSeconds(8).toNanos();

    private final Turn turn;
    private final Timers timers;
    private final Edges edges;
    private final ControlPlane control;
    private final RandomGenerator random;
    private boolean running;

    public Keepalive(Turn turn, Timers timers, Edges edges, ControlPlane control, RandomGenerator random) {
        this.turn = turn;
        this.timers = timers;
        this.edges = edges;
        this.control = control;
        this.random = random;
    }

    /** Starts to ping. */
    public void start() {
        running = true;
        arm();
    }

    @Override
    public void onConnection(EdgeConnection connection) {
        if (!running) {
            return;
        }
        control.ping(connection);
        for (EdgeConnection other : connection.edge().connections()) {
            if (!other.isPinging()) {
                control.ping(other); // a peer that has come back answers the new one only (W-43)
            }
        }
    }

    private void arm() {
        timers.after(Jitter.around(TICK_NANOS, random), () -> {
            sweep();
            arm();
        });
    }

    private void sweep() {
        EdgeTable table = edges.table();
        for (Edge edge : table.edges()) {
            long idleNanos = table.isSibling(edge) ? SIBLING_IDLE_NANOS : FINGER_IDLE_NANOS;
            for (EdgeConnection connection : edge.connections()) {
                boolean dialed = connection.connection().isOutbound();
                boolean open = !dialed && connection.path() == PathKind.DIRECT;
                sweep(connection, open ? idleNanos : DIALED_IDLE_NANOS);
                if (dialed
                        && connection.isUnproven()
                        && turn.nowNanos() - connection.lastPingNanos() >= UNPROVEN_NANOS) {
                    control.ping(connection);
                }
            }
        }
    }

    private void sweep(EdgeConnection connection, long idleNanos) {
        long now = turn.nowNanos();
        boolean superseded = connection.isSuperseded(now);
        if (connection.isUnanswered(now, DEAD_NANOS)
                || (superseded && connection.connection().isOutbound())) {
            edges.drop(connection, CloseReason.SILENT);
            return;
        }
        if (superseded) { // the peer may hold it for its edge, and would have to dial again (docs/protocol/04, section
            // 9)
            leave(connection);
        }
        if (connection.isUnanswered(now, SUSPECT_NANOS)
                || now - connection.lastReceivedNanos() >= idleNanos
                || now - connection.lastPingNanos() >= REPORT_NANOS) {
            control.ping(connection);
        }
    }

    /** Has what is sent go over the other connection of an edge. */
    private void leave(EdgeConnection silent) {
        if (silent.edge().current() == silent) {
            silent.edge().connections().stream()
                    .filter(other -> !other.isSuspect(turn.nowNanos()))
                    .findFirst()
                    .ifPresent(edges::prefer);
        }
    }
}
