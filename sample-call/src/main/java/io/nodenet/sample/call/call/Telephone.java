package io.nodenet.sample.call.call;

import io.nodenet.kad.NodeId;
import io.nodenet.sample.call.signal.Signal;
import io.nodenet.sample.call.signal.SignalDrop;
import io.nodenet.sample.common.DropCounters;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The calls of a telephone: requests of its user, messages received by its node, and due actions.
 *
 * <p>Thread-safe: calls are serialized. Nothing blocks on the network.
 */
public final class Telephone {
    private final LongSupplier elapsedMillis;
    private final DropCounters<SignalDrop> drops;
    private final CallMachine machine;
    private final SignalRates rates = new SignalRates();
    private final ReentrantLock lock = new ReentrantLock();

    /**
     * Creates a telephone without a call.
     *
     * @param elapsedMillis monotonic milliseconds for all waits
     */
    public Telephone(
            CallTimes times,
            SignalPort signals,
            MediaPort media,
            CallLog log,
            DropCounters<SignalDrop> drops,
            LongSupplier elapsedMillis) {
        this.elapsedMillis = elapsedMillis;
        this.drops = drops;
        this.machine = new CallMachine(times, new Effects(signals, media, log), drops);
    }

    /** Returns the call, even for a minute after its end. */
    public Optional<Call> call() {
        return alone(machine::call);
    }

    /** Returns the time since the call entered its state, in milliseconds. */
    public long ageOf(Call call) {
        return elapsedMillis.getAsLong() - call.since();
    }

    /**
     * Calls a contact; returns empty if there is another call.
     *
     * @param id the random ID of the call
     */
    public Optional<Call> place(UUID id, NodeId contact, boolean video) {
        return alone(() -> machine.place(id, contact, video, now()));
    }

    /** Accepts a call; returns whether it was ringing. */
    public boolean accept(UUID call) {
        return alone(() -> machine.accept(call, now()));
    }

    /** Refuses a call; returns whether it was ringing. */
    public boolean refuse(UUID call) {
        return alone(() -> machine.refuse(call, now()));
    }

    /** Hangs up; returns whether the call exists. */
    public boolean hangUp(UUID call) {
        return alone(() -> machine.hangUp(call, now()));
    }

    /** Ends the call with a peer that is no longer a contact. */
    public void forget(NodeId peer) {
        alone(() -> machine.call()
                .filter(call -> call.peer().equals(peer))
                .map(call -> machine.hangUp(call.id(), now()))
                .orElse(false));
    }

    /** Handles a signal about a call. */
    public void received(NodeId from, Signal.OfCall signal, boolean contact) {
        alone(() -> {
            if (contact && !rates.tryPass(from, TimeUnit.MILLISECONDS.toNanos(now()))) {
                drops.add(SignalDrop.RATE);
            } else {
                machine.received(from, signal, contact, now());
            }
            return true;
        });
    }

    /** Returns the call to which a media session opened by a peer belongs, empty if there is none. */
    public Optional<UUID> expects(NodeId caller) {
        return alone(() -> machine.expectsSession(caller) ? machine.call().map(Call::id) : Optional.empty());
    }

    /** A media session connects the two. */
    public void sessionUp(UUID call) {
        alone(() -> {
            machine.sessionUp(call, now());
            return true;
        });
    }

    /** No media session could be opened. */
    public void sessionFailed(UUID call, String why) {
        alone(() -> {
            machine.sessionFailed(call, why);
            return true;
        });
    }

    /**
     * The last media session has ended.
     *
     * @param farewell whether the peer has announced that it hangs up
     */
    public void sessionEnded(UUID call, boolean farewell) {
        alone(() -> {
            machine.sessionEnded(call, farewell, now());
            return true;
        });
    }

    /** The page of the call has connected or disconnected. */
    public void page(UUID call, boolean open) {
        alone(() -> {
            machine.page(call, open, now());
            return true;
        });
    }

    /** Runs due actions; called several times per second. */
    public void tick() {
        alone(() -> {
            machine.tick(now());
            return true;
        });
    }

    private long now() {
        return elapsedMillis.getAsLong();
    }

    private <T> T alone(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    /** Dispatches effects to their recipients. */
    private record Effects(SignalPort signals, MediaPort media, CallLog log) implements CallEffects {
        @Override
        public void send(NodeId to, Signal signal) {
            signals.send(to, signal);
        }

        @Override
        public void open(UUID call, NodeId callee) {
            media.open(call, callee);
        }

        @Override
        public void ended(Call call) {
            media.end(call);
            log.ended(call);
        }

        @Override
        public void changed() {
            log.changed();
        }

        @Override
        public void missed(UUID call, NodeId caller, boolean video) {
            log.missed(call, caller, video);
        }
    }
}
