package io.nodenet.transport.memory;

import io.nodenet.address.Endpoint;
import io.nodenet.address.IpPort;
import io.nodenet.kad.NodeId;
import io.nodenet.transport.DialFailure;
import io.nodenet.transport.NodeLoop;
import io.nodenet.transport.TransportCounter;
import io.nodenet.transport.relay.RelaySide;
import io.nodenet.transport.relay.RelayVerdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The handshakes that one host in memory has begun and that are not complete, for connections of one kind.
 *
 * <p>They go as those of a QUIC stack: the first packet leaves at once and again after 1, 3 and 7 seconds, as long as nobody has answered
 * (T18). Whether it gets there is decided when it arrives.
 */
final class MemoryDials {
    /** What becomes of a handshake. */
    interface Kind {
        /**
         * Both sides have agreed: makes the connection, or returns why there is none.
         *
         * @param way the way of the dialer
         */
        @Nullable
        DialFailure connect(long operation, Reach target, Way way);

        /** There is no connection; the last call for the operation. */
        void failed(long operation, DialFailure failure);
    }

    /** When the first packet of a dial leaves, and again if nobody answers: quiche assumes a round trip of 333 ms at first (T18). */
    private static final long[] FIRST_PACKETS_NANOS = {
        0,
        Duration.ofSeconds(1).toNanos(),
        Duration.ofSeconds(3).toNanos(),
        Duration.ofSeconds(7).toNanos()
    };

    /** The first packet takes this part of a handshake of two round trips to its target. */
    private static final int ONE_OF_HANDSHAKE = 4;

    private final Reach host;
    private final HostScope scope;
    private final Function<Endpoint, @Nullable Reach> hosts;
    private final Kind kind;
    private final Map<Long, Dial> dials = new HashMap<>();

    /** A dial in progress. */
    private static final class Dial {
        private final long operation;
        private final NodeId expected;
        private final Endpoint remote;
        private final long deadlineNanos;
        private final List<NodeLoop.Timer> timers = new ArrayList<>();

        Dial(long operation, NodeId expected, Endpoint remote, long deadlineNanos) {
            this.operation = operation;
            this.expected = expected;
            this.remote = remote;
            this.deadlineNanos = deadlineNanos;
        }
    }

    /**
     * Creates a host that has dialed nobody.
     *
     * @param hosts the hosts of the network
     */
    MemoryDials(Reach host, Function<Endpoint, @Nullable Reach> hosts, Kind kind) {
        this.host = host;
        this.scope = host.scope();
        this.hosts = hosts;
        this.kind = kind;
    }

    /** Begins a handshake, of which the kind is told the outcome in a later turn. */
    void begin(long operation, NodeId expected, Endpoint remote, long timeoutNanos) {
        Dial dial = new Dial(operation, expected, remote, scope.now() + timeoutNanos);
        dials.put(operation, dial);
        if (!Reach.mayBeDialed(remote)) {
            schedule(dial, () -> end(dial, DialFailure.Reason.BAD_ENDPOINT, remote.text() + " cannot be dialed"), 0);
            return;
        }
        schedule(dial, () -> end(dial, DialFailure.Reason.TIMEOUT, "no answer from " + remote.text()), timeoutNanos);
        for (long delayNanos : FIRST_PACKETS_NANOS) {
            if (delayNanos < timeoutNanos) {
                schedule(dial, () -> sendFirstPacket(dial), delayNanos);
            }
        }
    }

    private void schedule(Dial dial, Runnable task, long delayNanos) {
        dial.timers.add(scope.loop().schedule(task, delayNanos));
    }

    /** Cancels a handshake; without effect if it has ended. */
    void cancel(long operation) {
        Dial dial = dials.get(operation);
        if (dial != null) {
            forget(dial);
            scope.loop()
                    .execute(() -> kind.failed(operation, new DialFailure(DialFailure.Reason.CANCELLED, "cancelled")));
        }
    }

    /** Cancels all of them. */
    void cancelAll() {
        List.copyOf(dials.keySet()).forEach(this::cancel);
    }

    private boolean forget(Dial dial) {
        dial.timers.forEach(NodeLoop.Timer::cancel);
        return dials.remove(dial.operation, dial);
    }

    private void end(Dial dial, DialFailure.Reason reason, String detail) {
        if (forget(dial)) {
            kind.failed(dial.operation, new DialFailure(reason, detail));
        }
    }

    private void sendFirstPacket(Dial dial) {
        Path path = host.pathTo(dial.remote);
        Reach target = hosts.apply(dial.remote);
        if (path == null || target == null || scope.links().losesDatagram()) {
            return;
        }
        long handshake = scope.links().handshakeNanos(scope.id(), target.id());
        if (scope.now() + handshake <= dial.deadlineNanos) {
            schedule(
                    dial,
                    () -> {
                        MemoryRelay.Port port = target.relayPort(path);
                        if (port == null) {
                            arrive(dial, new StraightApproach(host, target, dial.remote, path), handshake);
                        } else if (target.isReachedBy(host, path, port)) {
                            relayFirstPacket(dial, target, port, path, handshake);
                        }
                    },
                    handshake / ONE_OF_HANDSHAKE);
        }
    }

    /** Sends the first packet on from a relay, if it lets it pass; where it is dropped the next one tries. */
    private void relayFirstPacket(Dial dial, Reach volunteer, MemoryRelay.Port port, Path path, long firstHandshake) {
        MemoryRelay relay = port.relay();
        RelaySide exit = port.side().other();
        if (relay.take(port.side(), Objects.requireNonNull(path.source()), RelayedWay.DATAGRAM_BYTES)
                != RelayVerdict.CARRIED) {
            return;
        }
        Path onward = relay.onward(exit);
        Reach target = onward == null ? null : hosts.apply(onward.remote());
        if (onward == null || target == null || scope.links().losesDatagram()) {
            return;
        }
        long handshake = scope.links().handshakeNanos(volunteer.id(), target.id());
        RelayedApproach approach = new RelayedApproach(host, volunteer, target, port, path, onward);
        schedule(dial, () -> arrive(dial, approach, firstHandshake + handshake), handshake / ONE_OF_HANDSHAKE);
    }

    private void arrive(Dial dial, Approach approach, long handshake) {
        if (approach.isAnswered()) {
            schedule(dial, () -> complete(dial, approach), handshake - handshake / ONE_OF_HANDSHAKE);
        }
    }

    /** How the first packet of a dial has got to a host. */
    private interface Approach {
        Reach target();

        /** Returns whether the answers of the host get back, from where they are expected. */
        boolean isAnswered();

        /** Returns the way of the dialer, once both have a connection. */
        Way way();
    }

    private record StraightApproach(Reach dialer, Reach target, Endpoint remote, Path path) implements Approach {
        @Override
        public boolean isAnswered() {
            return target.answers(dialer, path);
        }

        @Override
        public Way way() {
            IpPort source = path.source();
            Endpoint seen = source == null ? dialer.endpoint() : Endpoint.quic(source.text());
            return StraightWay.between(dialer.scope(), remote, target.scope(), seen);
        }
    }

    /**
     * Through a relay.
     *
     * @param entrance the port that was dialed
     * @param path the way from the dialer to it
     * @param onward the way on to the target
     */
    private record RelayedApproach(
            Reach dialer, Reach volunteer, Reach target, MemoryRelay.Port entrance, Path path, Path onward)
            implements Approach {
        @Override
        public boolean isAnswered() {
            IpPort answering = Objects.requireNonNull(onward.destination());
            MemoryRelay relay = entrance.relay();
            return target.answers(volunteer, onward)
                    && volunteer.isReachedBy(dialer, path, entrance)
                    && !volunteer.scope().links().isCut(volunteer.id(), dialer.id())
                    && relay.take(entrance.side().other(), answering, RelayedWay.DATAGRAM_BYTES) == RelayVerdict.CARRIED
                    && path.reversed().equals(relay.onward(entrance.side()));
        }

        @Override
        public Way way() {
            return RelayedWay.between(dialer.scope(), path, entrance, target.scope(), onward.reversed());
        }
    }

    private void complete(Dial dial, Approach approach) {
        if (!dials.containsKey(dial.operation) || !approach.isAnswered()) {
            return;
        }
        Reach target = approach.target();
        if (!dial.expected.equals(target.id())) {
            scope.counters().increment(TransportCounter.DIAL_IDENTITY_MISMATCH);
            String detail = target.id() + " answered at " + dial.remote.text();
            end(dial, DialFailure.Reason.IDENTITY_MISMATCH, detail);
            return;
        }
        forget(dial);
        DialFailure failure = kind.connect(dial.operation, target, approach.way());
        if (failure != null) {
            kind.failed(dial.operation, failure);
        }
    }
}
