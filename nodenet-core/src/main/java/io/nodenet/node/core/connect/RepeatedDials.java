package io.nodenet.node.core.connect;

import io.nodenet.address.Endpoint;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.edge.Dials;
import io.nodenet.node.core.turn.Timers;
import io.nodenet.transport.Connection;
import io.nodenet.transport.DialFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Dials addresses of one peer, and again while they stay silent, until a connection is up.
 *
 * <p>The first packet of a dial may come before the way is open, and would come again after a second only; a fresh dial costs less (T18).
 */
final class RepeatedDials {
    /** The longest time after which an address is dialed anew. */
    static final long PAUSE_NANOS = Duration.ofMillis(250).toNanos();

    /** How often a caller dials each address. */
    static final int CALLER_ROUNDS = 4;

    private final Dials dials;
    private final Timers timers;
    private final NodeId peer;
    private final int maxRounds;
    private final long timeoutNanos;
    private final BiConsumer<Endpoint, Connection> outcome;
    private final Set<Long> underWay = new HashSet<>();
    private Timers.@Nullable Deadline next;
    private @Nullable String lastFailure;
    private int rounds;

    /**
     * Creates dials at rest.
     *
     * @param maxRounds how often each address is dialed
     * @param timeoutNanos what each dial may take
     * @param outcome gets the first connection with its address, once; nothing is in progress any more then
     */
    RepeatedDials(
            Dials dials,
            Timers timers,
            NodeId peer,
            int maxRounds,
            long timeoutNanos,
            BiConsumer<Endpoint, Connection> outcome) {
        this.dials = dials;
        this.timers = timers;
        this.peer = peer;
        this.maxRounds = maxRounds;
        this.timeoutNanos = timeoutNanos;
        this.outcome = outcome;
    }

    /**
     * Dials the targets at once, and then those that are worth it again and again. What was begun before goes on, but is not repeated.
     *
     * @param pauseNanos the time until they are dialed again for the first time
     */
    void begin(List<Endpoint> targets, List<Endpoint> again, long pauseNanos) {
        stopRepeating();
        rounds = 0;
        dial(targets);
        repeatAfter(again, pauseNanos);
    }

    /** Returns why a dial has failed last, null if none has. */
    @Nullable
    String lastFailure() {
        return lastFailure;
    }

    /** Ends all of them without an outcome. */
    void cancel() {
        stopRepeating();
        new ArrayList<>(underWay).forEach(dials::cancel);
        underWay.clear();
    }

    private void stopRepeating() {
        Timers.Deadline waiting = next;
        if (waiting != null) {
            waiting.cancel();
            next = null;
        }
    }

    private void repeatAfter(List<Endpoint> again, long pauseNanos) {
        next = rounds == maxRounds || again.isEmpty()
                ? null
                : timers.after(pauseNanos, () -> {
                    dial(again);
                    repeatAfter(again, PAUSE_NANOS);
                });
    }

    private void dial(List<Endpoint> targets) {
        rounds++;
        for (Endpoint target : targets) {
            Attempt dial = new Attempt(target);
            dial.operation = dials.dial(peer, target, timeoutNanos, dial);
            underWay.add(dial.operation);
        }
    }

    /** Takes the outcome of one dial. */
    private final class Attempt implements Dials.Asker {
        private final Endpoint target;
        private long operation;

        Attempt(Endpoint target) {
            this.target = target;
        }

        @Override
        public void onDialed(Connection connection) {
            underWay.remove(operation);
            cancel();
            outcome.accept(target, connection);
        }

        @Override
        public void onDialFailed(DialFailure failure) {
            underWay.remove(operation);
            lastFailure = failure.detail(); // a later dial may still get through
        }
    }
}
