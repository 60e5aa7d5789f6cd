package io.nodenet.node.core.upkeep;

import io.nodenet.fact.CloseReason;
import io.nodenet.fact.NodeCounter;
import io.nodenet.fact.PathKind;
import io.nodenet.node.core.edge.ControlPlane;
import io.nodenet.node.core.edge.Dials;
import io.nodenet.node.core.edge.EdgeObserver;
import io.nodenet.node.core.edge.EdgeWatch;
import io.nodenet.node.core.edge.Edges;
import io.nodenet.node.core.port.Counts;
import io.nodenet.node.core.turn.Turn;
import io.nodenet.routing.Edge;
import io.nodenet.routing.EdgeConnection;
import io.nodenet.transport.Connection;
import io.nodenet.transport.DialFailure;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Dials a second connection beside one that this node dialed and that has fallen silent or carries nothing more, to the same address: a
 * peer that was restarted answers on that one, and a path that has become narrower carries the small packets that it begins with (decision
 * 011).
 *
 * <p>Whichever answers pings stays. If both do, the newer one is closed again, once a ping behind its last frame is answered: a peer that
 * keeps one connection per NodeID has kept the older (docs/protocol/08, W-20).
 */
public final class SecondDials implements EdgeObserver, EdgeWatch {
    /** The most dials for one silence, the first of them at once; after those, and after one that succeeds, the edge waits for its end. */
    static final int MAX_ATTEMPTS = 5;

    /** The most dials in progress; more edges wait for the next look at them. */
    static final int MAX_UNDER_WAY = 16;

    /** The shortest time from one fresh connection beside a stuck one to the next of the same edge. */
    static final long STUCK_PAUSE_NANOS = Duration.ofSeconds(30).toNanos();

    /** How long a connection may stay stuck before it is closed, if the other one of its edge is answered. */
    static final long STUCK_FOR_GOOD_NANOS = Duration.ofSeconds(8).toNanos();

    private static final long FIRST_PAUSE_NANOS = Duration.ofMillis(250).toNanos();
    private static final long MAX_PAUSE_NANOS = Duration.ofMillis(500).toNanos();

    private final Turn turn;
    private final Edges edges;
    private final ControlPlane control;
    private final Dials dials;
    private final Counts counts;
    /** What is done about each silent or stuck edge; an entry goes with the silence, after a pause, or with the edge. */
    private final Map<Edge, Silence> silences = new LinkedHashMap<>();

    private int underWay;
    private boolean running;

    /** One silence of an edge, or one time that it was stuck, and the dials that it led to. */
    private static final class Silence {
        final long beganNanos;
        final boolean stuck;
        int attempts;
        boolean dialing;
        long operation;
        long nextNanos;
        long pauseNanos = FIRST_PAUSE_NANOS;

        Silence(long nowNanos, boolean stuck) {
            beganNanos = nowNanos;
            this.stuck = stuck;
            nextNanos = nowNanos;
        }
    }

    public SecondDials(Turn turn, Edges edges, ControlPlane control, Dials dials, Counts counts) {
        this.turn = turn;
        this.edges = edges;
        this.control = control;
        this.dials = dials;
        this.counts = counts;
    }

    /** Starts to dial. */
    public void start() {
        running = true;
    }

    /** Cancels what is in progress, for good. */
    public void stop() {
        running = false;
        List.copyOf(silences.keySet()).forEach(this::forget);
    }

    @Override
    public void onDown(Edge edge, CloseReason reason) {
        forget(edge);
    }

    /** Dials beside what is silent at once, and pings all else that this node dialed, so that what is dead is found silent soon. */
    @Override
    public void onNetworkChange() {
        if (!running) {
            return;
        }
        look();
        for (Edge edge : edges.table().edges()) {
            if (edge.isOutbound()) {
                edge.connections().stream().filter(each -> !each.isPinging()).forEach(control::ping);
            }
        }
    }

    /** Looks at each edge that this node dialed; returns whether one of them waits for an answer that is overdue. */
    @Override
    public boolean look() {
        boolean overdue = false;
        for (Edge edge : edges.table().edges()) {
            boolean nothingToSee = silences.isEmpty() && edge.isAtRest();
            if (running && !nothingToSee && edge.isOutbound()) {
                look(edge);
                overdue |= edge.connections().stream()
                        .anyMatch(each -> each.isUnanswered(turn.nowNanos(), edge.patienceNanos() / 2)
                                || each.isPongLate(turn.nowNanos()));
            }
        }
        return overdue;
    }

    private void look(Edge edge) {
        long now = turn.nowNanos();
        List<EdgeConnection> connections = edge.connections();
        boolean silent = connections.stream().allMatch(each -> each.isSuspect(now));
        Silence silence = silences.get(edge);
        if (silence != null && isOver(silence, connections, silent)) {
            forget(edge);
        }
        if (silent) {
            dial(edge, false);
            return;
        }
        for (EdgeConnection each : connections) {
            if (each.connection().isOutbound() && (each.isDoubtful(now) || each.isStuckPerhaps(now))) {
                control.ping(each);
            }
        }
        if (edge.current() == null) {
            return; // no connection took the ping
        }
        getRound(edge);
        closeSurplus(edge);
    }

    private boolean isOver(Silence silence, List<EdgeConnection> connections, boolean silent) {
        return silence.stuck
                ? silent || turn.nowNanos() - silence.beganNanos >= STUCK_PAUSE_NANOS
                : connections.stream().anyMatch(each -> each.isHeardSince(silence.beganNanos));
    }

    /** Writes to a connection that carries what is sent, if need be a fresh one, and closes one that has not for long. */
    private void getRound(Edge edge) {
        long now = turn.nowNanos();
        List<EdgeConnection> connections = edge.connections();
        EdgeConnection written = connections.get(0);
        if (!written.isStuck(now)) {
            EdgeConnection spare = connections.size() < Edge.MAX_CONNECTIONS ? null : connections.get(1);
            if (spare != null
                    && spare.isStuck(now, STUCK_FOR_GOOD_NANOS)
                    && written.isAnsweredSince(now - STUCK_FOR_GOOD_NANOS)) {
                edges.drop(spare, CloseReason.STALLED);
            }
        } else if (connections.size() >= Edge.MAX_CONNECTIONS
                && !connections.get(1).isStuck(now)) {
            edges.prefer(connections.get(1));
        } else {
            dial(edge, true);
        }
    }

    private void dial(Edge edge, boolean stuck) {
        long now = turn.nowNanos();
        EdgeConnection dialed = dialedConnection(edge);
        Silence silence = silences.computeIfAbsent(edge, any -> new Silence(now, stuck));
        if (dialed == null
                || silence.dialing
                || silence.attempts == MAX_ATTEMPTS
                || now < silence.nextNanos
                || underWay == MAX_UNDER_WAY) {
            return;
        }
        silence.attempts++;
        silence.dialing = true;
        underWay++;
        counts.count(NodeCounter.SECOND_DIALS);
        silence.operation = dials.dial(
                edge.id(),
                dialed.connection().remoteEndpoint(),
                edge.patienceNanos(),
                new SecondDial(silence, dialed.path()));
    }

    private static @Nullable EdgeConnection dialedConnection(Edge edge) {
        for (EdgeConnection each : edge.connections()) {
            if (each.connection().isOutbound()) {
                return each;
            }
        }
        return null;
    }

    private void closeSurplus(Edge edge) {
        List<EdgeConnection> both = edge.connections();
        if (both.size() < Edge.MAX_CONNECTIONS
                || both.get(0).path() != both.get(1).path()
                || !both.stream().allMatch(each -> each.connection().isOutbound())) {
            return;
        }
        boolean currentIsNewer = both.get(0).sinceNanos() > both.get(1).sinceNanos();
        EdgeConnection newer = both.get(currentIsNewer ? 0 : 1);
        EdgeConnection older = both.get(currentIsNewer ? 1 : 0);
        if (!older.isAnsweredSince(newer.sinceNanos()) || !newer.isHeardSince(newer.sinceNanos())) {
            return;
        }
        if (currentIsNewer) {
            edges.prefer(older);
            control.ping(newer);
        } else if (!newer.isPinging()) {
            edges.drop(newer, CloseReason.SURPLUS);
        }
    }

    private void forget(Edge edge) {
        Silence silence = silences.remove(edge);
        if (silence != null && silence.dialing) {
            end(silence);
            dials.cancel(silence.operation);
        }
    }

    private void end(Silence silence) {
        silence.dialing = false;
        underWay--;
        silence.nextNanos = turn.nowNanos() + silence.pauseNanos;
        silence.pauseNanos = Math.min(MAX_PAUSE_NANOS, 2 * silence.pauseNanos);
    }

    /** Takes the outcome of a dial; one that was cancelled has none. */
    private final class SecondDial implements Dials.Asker {
        private final Silence silence;
        private final PathKind path;

        SecondDial(Silence silence, PathKind path) {
            this.silence = silence;
            this.path = path;
        }

        @Override
        public void onDialed(Connection connection) {
            end(silence);
            silence.attempts = MAX_ATTEMPTS;
            edges.register(connection, path);
        }

        @Override
        public void onDialFailed(DialFailure failure) {
            end(silence);
        }
    }
}
