package io.nodenet.node.core.edge;

import io.nodenet.address.Endpoint;
import io.nodenet.address.IpPort;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.turn.Timers;
import io.nodenet.transport.Connection;
import io.nodenet.transport.DialFailure;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Dials several addresses of one peer, each a little after the one before, and keeps the connection that is up first (RFC 8305).
 *
 * <p>The next address is dialed when the one before has failed, after {@link #STAGGER} at the latest. The families take turns, beginning
 * with that of the first address. It tells its outcome once.
 */
public final class DialRace {
    /** The time after which the next address is dialed although the one before may still answer (RFC 8305, section 8). */
    public static final Duration STAGGER = Duration.ofMillis(250);

    /** The most addresses that are dialed; more are left out. */
    public static final int MAX_ADDRESSES = 8;

    /** Receives the outcome of a race. */
    public interface Outcome {
        /** A connection is up; the other dials are cancelled. */
        void onWon(Connection connection);

        /** A dial of one address has failed; others may be in progress. */
        default void onFailed(Endpoint endpoint, String detail) {}

        /** No address is left; the reason is the last one, null if there was no address at all. */
        void onLost(@Nullable String lastFailure);
    }

    private final Dials dials;
    private final Timers timers;
    private final NodeId peer;
    private final Outcome outcome;
    private final Deque<Endpoint> waiting = new ArrayDeque<>();
    /** What a dial of each known address may take, of those that are over, too. */
    private final Map<Endpoint, Long> timeouts = new HashMap<>();
    /** The addresses whose dial was over before they answered. */
    private final Set<Endpoint> unanswered = new HashSet<>();

    private final Set<Long> underWay = new HashSet<>();
    private Timers.@Nullable Deadline next;
    private @Nullable String lastFailure;
    private boolean complete;
    private boolean ended;

    /** Creates a race without addresses. */
    public DialRace(Dials dials, Timers timers, NodeId peer, Outcome outcome) {
        this.dials = dials;
        this.timers = timers;
        this.peer = peer;
        this.outcome = outcome;
    }

    /**
     * Adds addresses, best first. One that is known already is dialed again only if it has more time now and its dial ran out of it.
     *
     * @param timeoutNanos what the dial of each may take
     */
    public void add(List<Endpoint> endpoints, long timeoutNanos) {
        for (Endpoint endpoint : familiesInTurn(endpoints)) {
            Long before = timeouts.get(endpoint);
            boolean isNew = before == null && timeouts.size() < MAX_ADDRESSES;
            boolean hasMoreTime = before != null && before < timeoutNanos;
            if (isNew || hasMoreTime) {
                timeouts.put(endpoint, timeoutNanos);
            }
            if (isNew || (hasMoreTime && unanswered.remove(endpoint))) {
                waiting.add(endpoint);
            }
        }
        if (next == null) {
            dialNext();
        }
    }

    /** Tells that no more addresses come: the race is lost when the last dial fails. */
    public void complete() {
        complete = true;
        endIfLost();
    }

    /** Ends the race without an outcome. */
    public void cancel() {
        end();
    }

    private static List<Endpoint> familiesInTurn(List<Endpoint> endpoints) {
        Deque<Endpoint> first = new ArrayDeque<>();
        Deque<Endpoint> second = new ArrayDeque<>();
        for (Endpoint endpoint : endpoints) {
            (isIpv4(endpoint) == isIpv4(endpoints.get(0)) ? first : second).add(endpoint);
        }
        List<Endpoint> ordered = new ArrayList<>(endpoints.size());
        while (!first.isEmpty() || !second.isEmpty()) {
            if (!first.isEmpty()) {
                ordered.add(first.remove());
            }
            if (!second.isEmpty()) {
                ordered.add(second.remove());
            }
        }
        return ordered;
    }

    private static boolean isIpv4(Endpoint endpoint) {
        IpPort literal = endpoint.ipPort();
        return literal != null && literal.isIpv4();
    }

    private void dialNext() {
        stopWaiting();
        Endpoint endpoint = ended ? null : waiting.poll();
        if (endpoint == null) {
            return;
        }
        next = timers.after(STAGGER.toNanos(), this::dialNext);
        Attempt attempt = new Attempt(endpoint, timeouts.getOrDefault(endpoint, 0L));
        attempt.operation = dials.dial(peer, endpoint, attempt.timeoutNanos, attempt);
        underWay.add(attempt.operation);
    }

    private void stopWaiting() {
        Timers.Deadline deadline = next;
        if (deadline != null) {
            deadline.cancel();
            next = null;
        }
    }

    private void endIfLost() {
        if (!ended && complete && waiting.isEmpty() && underWay.isEmpty()) {
            end();
            outcome.onLost(lastFailure);
        }
    }

    private void end() {
        ended = true;
        stopWaiting();
        waiting.clear();
        underWay.forEach(dials::cancel);
        underWay.clear();
    }

    /** Takes the outcome of one dial. */
    private final class Attempt implements Dials.Asker {
        private final Endpoint endpoint;
        private final long timeoutNanos;
        private long operation;

        Attempt(Endpoint endpoint, long timeoutNanos) {
            this.endpoint = endpoint;
            this.timeoutNanos = timeoutNanos;
        }

        @Override
        public void onDialed(Connection connection) {
            underWay.remove(operation);
            end();
            outcome.onWon(connection);
        }

        @Override
        public void onDialFailed(DialFailure failure) {
            underWay.remove(operation);
            lastFailure = failure.detail();
            outcome.onFailed(endpoint, failure.detail());
            if (failure.reason() == DialFailure.Reason.TIMEOUT && !ended) {
                if (timeoutNanos < timeouts.getOrDefault(endpoint, 0L)) {
                    waiting.add(endpoint);
                } else {
                    unanswered.add(endpoint);
                }
            }
            dialNext();
            endIfLost();
        }
    }
}
