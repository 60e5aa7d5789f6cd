package io.nodenet.node.core.upkeep;

import io.nodenet.address.Endpoint;
import io.nodenet.fact.CloseReason;
import io.nodenet.node.core.edge.ControlPlane;
import io.nodenet.node.core.edge.Dials;
import io.nodenet.node.core.edge.EdgeObserver;
import io.nodenet.node.core.edge.Edges;
import io.nodenet.node.core.turn.Jitter;
import io.nodenet.node.core.turn.Timers;
import io.nodenet.node.core.turn.Turn;
import io.nodenet.routing.Edge;
import io.nodenet.routing.EdgeConnection;
import io.nodenet.transport.Connection;
import io.nodenet.transport.DialFailure;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Dials a second connection beside one that this node dialed and that has fallen silent, to the same address: a peer that was restarted
 * answers on that one (decision 011).
 *
 * <p>Whichever answers stays. If both do, the newer one is closed again, once a ping behind its last frame is answered: a peer that keeps
 * one connection per NodeID has kept the older (docs/protocol/08, W-20).
 */
public final class SecondDials implements EdgeObserver {
    /** The most dials for one silence, the first of them at once; after those, and after one that succeeds, the edge waits for its end. */
    static final int MAX_ATTEMPTS = 5;

    /** The most dials under way; more edges wait for the next look at them. */
    static final int MAX_UNDER_WAY = 16;

    static final long TICK_NANOS = Duration.ofSeconds(1).toNanos();

    /** The tick while an answer is overdue on some edge. */
    static final long URGENT_TICK_NANOS = Duration.ofMillis(500).toNanos();

    private static final long FIRST_PAUSE_NANOS = Duration.ofMillis(250).toNanos();
    private static final long MAX_PAUSE_NANOS = Duration.ofMillis(500).toNanos();

    private final Turn turn;
    private final Timers timers;
    private final Edges edges;
    private final ControlPlane control;
    private final Dials dials;
    private final RandomGenerator random;
    /** What is done about each silent edge; an entry goes with the silence or the edge. */
    private final Map<Edge, Silence> silences = new LinkedHashMap<>();

    private int underWay;
    private boolean running;

    /** One silence of an edge, and the dials that it led to. */
    private static final class Silence {
        final long beganNanos;
        int attempts;
        boolean dialing;
        long operation;
        long nextNanos;
        long pauseNanos = FIRST_PAUSE_NANOS;

        Silence(long nowNanos) {
            beganNanos = nowNanos;
            nextNanos = nowNanos;
        }
    }

    public SecondDials(
            Turn turn, Timers timers, Edges edges, ControlPlane control, Dials dials, RandomGenerator random) {
        this.turn = turn;
        this.timers = timers;
        this.edges = edges;
        this.control = control;
        this.dials = dials;
        this.random = random;
    }

    /** Starts to look at the edges each second, and twice as often while an answer is overdue. */
    public void start() {
        running = true;
        arm(TICK_NANOS);
    }

    /** Cancels what is under way, for good. */
    public void stop() {
        running = false;
        List.copyOf(silences.keySet()).forEach(this::forget);
    }

    @Override
    public void onDown(Edge edge, CloseReason reason) {
        forget(edge);
    }

    private void arm(long tickNanos) {
        timers.after(Jitter.around(tickNanos, random), () -> {
            if (running) {
                arm(lookAtAll() ? URGENT_TICK_NANOS : TICK_NANOS);
            }
        });
    }

    /** Looks at each edge that this node dialed; answers whether one of them waits for an answer that is overdue. */
    private boolean lookAtAll() {
        boolean overdue = false;
        for (Edge edge : edges.table().edges()) {
            if (edge.isOutbound()) {
                look(edge);
                overdue |= edge.connections().stream()
                        .anyMatch(each -> each.isUnanswered(turn.nowNanos(), edge.patienceNanos() / 2));
            }
        }
        return overdue;
    }

    private void look(Edge edge) {
        long now = turn.nowNanos();
        List<EdgeConnection> connections = edge.connections();
        Silence silence = silences.get(edge);
        if (silence != null && connections.stream().anyMatch(each -> each.isHeardSince(silence.beganNanos))) {
            forget(edge);
        }
        if (connections.stream().allMatch(each -> each.isSuspect(now))) {
            dial(edge);
            return;
        }
        for (EdgeConnection each : connections) {
            if (each.connection().isOutbound() && each.isDoubtful(now)) {
                control.ping(each);
            }
        }
        closeSurplus(edge);
    }

    private void dial(Edge edge) {
        long now = turn.nowNanos();
        Endpoint address = dialedAddress(edge);
        Silence silence = silences.computeIfAbsent(edge, any -> new Silence(now));
        if (address == null
                || silence.dialing
                || silence.attempts == MAX_ATTEMPTS
                || now < silence.nextNanos
                || underWay == MAX_UNDER_WAY) {
            return;
        }
        silence.attempts++;
        silence.dialing = true;
        underWay++;
        silence.operation = dials.dial(edge.id(), address, edge.patienceNanos(), new SecondDial(silence));
    }

    private static @Nullable Endpoint dialedAddress(Edge edge) {
        for (EdgeConnection each : edge.connections()) {
            if (each.connection().isOutbound()) {
                return each.connection().remoteEndpoint();
            }
        }
        return null;
    }

    private void closeSurplus(Edge edge) {
        List<EdgeConnection> both = edge.connections();
        if (both.size() < Edge.MAX_CONNECTIONS
                || !both.stream().allMatch(each -> each.connection().isOutbound())) {
            return;
        }
        boolean currentIsNewer = both.get(0).sinceNanos() > both.get(1).sinceNanos();
        EdgeConnection newer = both.get(currentIsNewer ? 0 : 1);
        EdgeConnection older = both.get(currentIsNewer ? 1 : 0);
        if (!older.isHeardSince(newer.sinceNanos()) || !newer.isHeardSince(newer.sinceNanos())) {
            return;
        }
        if (currentIsNewer) {
            edge.prefer(older);
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

        SecondDial(Silence silence) {
            this.silence = silence;
        }

        @Override
        public void onDialed(Connection connection) {
            end(silence);
            silence.attempts = MAX_ATTEMPTS;
            edges.register(connection);
        }

        @Override
        public void onDialFailed(DialFailure failure) {
            end(silence);
        }
    }
}
