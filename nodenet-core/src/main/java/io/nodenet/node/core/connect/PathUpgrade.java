package io.nodenet.node.core.connect;

import io.nodenet.NodenetException;
import io.nodenet.fact.CloseReason;
import io.nodenet.fact.ConnectFailedException;
import io.nodenet.fact.ConnectStep;
import io.nodenet.fact.Connected;
import io.nodenet.fact.PathKind;
import io.nodenet.node.core.edge.EdgeObserver;
import io.nodenet.node.core.port.EdgeSource;
import io.nodenet.node.core.turn.Jitter;
import io.nodenet.node.core.turn.Timers;
import io.nodenet.node.core.turn.Turn;
import io.nodenet.routing.Edge;
import io.nodenet.routing.EdgeConnection;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Tries again and again to give each relayed edge a better path: soon after it came about, then with growing pauses, and whenever an address
 * of this node changes (docs/protocol/08, W-24).
 *
 * <p>Whoever dialed tries first; the other end a little later, so that both rarely try at the same time.
 */
public final class PathUpgrade implements EdgeObserver {
    /** The most attempts in progress; further edges wait. */
    static final int MAX_UNDER_WAY = 8;

    /** The maximum time of one attempt. */
    static final long TIMEOUT_NANOS = Duration.ofSeconds(10).toNanos();

    /** The time until the first attempt of the end that did not dial. */
    static final long ACCEPTED_DELAY_NANOS = Duration.ofSeconds(3).toNanos();

    /** The pause after the first attempt; each further one is twice as long. */
    static final long FIRST_PAUSE_NANOS = Duration.ofSeconds(5).toNanos();

    /** The longest pause: less often than a peer introduces itself to one originator in an hour. */
    static final long MAX_PAUSE_NANOS = Duration.ofMinutes(1).toNanos();

    /** Stands for the time of the next attempt while one is in progress. */
    public static final long UNDER_WAY = Long.MAX_VALUE;

    /** The pause of an edge that finds too many attempts in progress. */
    private static final long BUSY_PAUSE_NANOS = Duration.ofSeconds(1).toNanos();

    private final Turn turn;
    private final Timers timers;
    private final ConnectFlow connects;
    private final RandomGenerator random;
    private final Map<Edge, Relayed> relayed = new LinkedHashMap<>();
    private int underWay;
    private boolean stopped;

    /**
     * What was tried for a relayed edge.
     *
     * @param attempts how many attempts have ended
     * @param endedNanos when the last one ended, in monotonic nanoseconds; meaningless without attempts
     * @param steps what the last one tried, and what came of it
     * @param nextNanos when the next one begins, {@link #UNDER_WAY} while one is in progress
     */
    public record History(int attempts, long endedNanos, List<ConnectStep> steps, long nextNanos) {}

    public PathUpgrade(Turn turn, Timers timers, ConnectFlow connects, RandomGenerator random) {
        this.turn = turn;
        this.timers = timers;
        this.connects = connects;
        this.random = random;
    }

    /** Returns what was tried for an edge, null for one that is not relayed. */
    public @Nullable History history(Edge edge) {
        Relayed one = relayed.get(edge);
        return one == null ? null : one.history();
    }

    /** Tries at once: what failed may succeed, because this node has other addresses or is behind another kind of NAT. */
    @Override
    public void onNetworkChange() {
        for (Relayed one : List.copyOf(relayed.values())) {
            one.pauseNanos = FIRST_PAUSE_NANOS;
            one.arm(0);
        }
    }

    /** Tries nothing any more. */
    public void stop() {
        stopped = true;
        List.copyOf(relayed.keySet()).forEach(this::forget);
    }

    @Override
    public void onConnection(EdgeConnection connection) {
        look(connection.edge());
    }

    @Override
    public void onLost(EdgeConnection connection) {
        look(connection.edge());
    }

    @Override
    public void onDown(Edge edge, CloseReason reason) {
        forget(edge);
    }

    private void look(Edge edge) {
        EdgeConnection current = edge.current();
        if (current == null || current.path() != PathKind.RELAYED) {
            forget(edge);
        } else if (!stopped && !relayed.containsKey(edge)) {
            Relayed one = new Relayed(edge);
            relayed.put(edge, one);
            one.arm(current.connection().isOutbound() ? 0 : ACCEPTED_DELAY_NANOS);
        }
    }

    private void forget(Edge edge) {
        Relayed one = relayed.remove(edge);
        if (one != null) {
            one.end();
        }
    }

    /** One relayed edge. */
    private final class Relayed implements EdgeSource.Asker {
        private final Edge edge;
        private Timers.@Nullable Deadline next;
        private long nextNanos = UNDER_WAY;
        private long pauseNanos = FIRST_PAUSE_NANOS;
        private boolean trying;
        private int attempts;
        private long endedNanos;
        private List<ConnectStep> steps = List.of();

        Relayed(Edge edge) {
            this.edge = edge;
        }

        History history() {
            return new History(attempts, endedNanos, steps, nextNanos);
        }

        /** Begins the next attempt after a time, unless one is in progress. */
        void arm(long delayNanos) {
            if (trying) {
                return;
            }
            stopWaiting();
            nextNanos = turn.nowNanos() + delayNanos;
            next = timers.after(delayNanos, this::attempt);
        }

        private void attempt() {
            if (underWay == MAX_UNDER_WAY) {
                arm(Jitter.around(BUSY_PAUSE_NANOS, random));
                return;
            }
            next = null;
            nextNanos = UNDER_WAY;
            trying = true;
            underWay++;
            connects.improve(edge.id(), TIMEOUT_NANOS, this);
        }

        @Override
        public void onConnected(Connected connected) {
            onEnded(connected.steps());
        }

        @Override
        public void onFailed(NodenetException cause) {
            onEnded(cause instanceof ConnectFailedException failed ? failed.steps() : List.of());
        }

        private void onEnded(List<ConnectStep> tried) {
            if (!trying) {
                return;
            }
            trying = false;
            underWay--;
            attempts++;
            endedNanos = turn.nowNanos();
            steps = tried;
            if (relayed.get(edge) == this) {
                arm(Jitter.around(pauseNanos, random));
                pauseNanos = Math.min(MAX_PAUSE_NANOS, 2 * pauseNanos);
            }
        }

        void end() {
            stopWaiting();
            if (trying) {
                trying = false;
                underWay--;
                connects.cancel(this);
            }
        }

        private void stopWaiting() {
            Timers.Deadline waiting = next;
            if (waiting != null) {
                waiting.cancel();
                next = null;
            }
        }
    }
}
