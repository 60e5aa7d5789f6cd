package io.nodenet.node.core.connect;

import io.nodenet.NodenetException;
import io.nodenet.fact.CloseReason;
import io.nodenet.fact.Connected;
import io.nodenet.fact.PathKind;
import io.nodenet.node.core.edge.ControlPlane;
import io.nodenet.node.core.edge.EdgeObserver;
import io.nodenet.node.core.edge.EdgeWatch;
import io.nodenet.node.core.edge.Edges;
import io.nodenet.node.core.port.EdgeSource;
import io.nodenet.node.core.turn.Timers;
import io.nodenet.node.core.turn.Turn;
import io.nodenet.routing.Edge;
import io.nodenet.routing.EdgeConnection;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Looks for another path to a peer whose edge an application uses, or that is reached through holes in NATs, as soon as the edge falls
 * silent: the address of either end may be another one, so that dialing the same one again does not do.
 *
 * <p>The edge stays until it is dead, and takes the new connection when that comes first. Both ends look, since one of them may not be able to.
 */
public final class SilentEdges implements EdgeObserver, EdgeWatch {
    /** The most peers that another path is looked for at a time; further edges wait. */
    static final int MAX_UNDER_WAY = 16;

    /** How long an application must have been silent for its edge to be looked after by upkeep alone. */
    static final long USED_NANOS = Duration.ofMinutes(1).toNanos();

    /** The maximum time of one attempt. */
    static final long TIMEOUT_NANOS = Duration.ofSeconds(8).toNanos();

    /** The pause between two attempts for one silence. */
    static final long PAUSE_NANOS = Duration.ofSeconds(1).toNanos();

    private final Turn turn;
    private final Timers timers;
    private final Edges edges;
    private final ControlPlane control;
    private final ConnectFlow connects;
    private final Map<Edge, Attempt> attempts = new HashMap<>();
    private boolean stopped;

    public SilentEdges(Turn turn, Timers timers, Edges edges, ControlPlane control, ConnectFlow connects) {
        this.turn = turn;
        this.timers = timers;
        this.edges = edges;
        this.control = control;
        this.connects = connects;
    }

    @Override
    public boolean look() {
        boolean urgent = false;
        if (!stopped) {
            for (Edge edge : edges.table().edges()) {
                urgent |= look(edge);
            }
        }
        return urgent;
    }

    /** Looks for nothing any more. */
    public void stop() {
        stopped = true;
        List.copyOf(attempts.values()).forEach(Attempt::cancel);
    }

    @Override
    public void onDown(Edge edge, CloseReason reason) {
        Attempt attempt = attempts.get(edge);
        if (attempt != null) {
            attempt.cancel();
        }
    }

    /** Looks at one edge; returns whether it is one to look after that waits for an answer. */
    private boolean look(Edge edge) {
        EdgeConnection written = edge.current();
        long now = turn.nowNanos();
        if (written == null
                || !written.isUnanswered(now, edge.patienceNanos() / 2)
                || (written.path() == PathKind.DIRECT && !edge.isUsedWithin(USED_NANOS, now))) {
            return false;
        }
        if (written.isDoubtful(now)) {
            control.ping(written);
        } else if (attempts.size() < MAX_UNDER_WAY && !attempts.containsKey(edge) && isSilent(edge)) {
            Attempt attempt = new Attempt(edge);
            attempts.put(edge, attempt);
            connects.renew(edge.id(), TIMEOUT_NANOS, attempt);
        }
        return true;
    }

    private boolean isSilent(Edge edge) {
        return edge.connections().stream().allMatch(each -> each.isSuspect(turn.nowNanos()));
    }

    /** One attempt for an edge, and the pause after it. */
    private final class Attempt implements EdgeSource.Asker {
        private final Edge edge;

        Attempt(Edge edge) {
            this.edge = edge;
        }

        @Override
        public void onConnected(Connected connected) {
            rest();
        }

        @Override
        public void onFailed(NodenetException cause) {
            rest();
        }

        private void rest() {
            timers.after(PAUSE_NANOS, () -> attempts.remove(edge, this));
        }

        void cancel() {
            attempts.remove(edge, this);
            connects.cancel(this);
        }
    }
}
