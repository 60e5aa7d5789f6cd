package io.nodenet.transport.memory;

import io.nodenet.NodeStateException;
import io.nodenet.address.Endpoint;
import io.nodenet.address.EndpointFilter;
import io.nodenet.address.IpPort;
import io.nodenet.fact.CloseReason;
import io.nodenet.kad.NodeId;
import io.nodenet.metrics.EnumCounters;
import io.nodenet.transport.DialFailure;
import io.nodenet.transport.NodeLoop;
import io.nodenet.transport.Transport;
import io.nodenet.transport.TransportCounter;
import io.nodenet.transport.TransportListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A host of a {@link MemoryNetwork}; all methods belong to the thread that lets time pass, and none blocks. */
public final class MemoryTransport implements Transport {
    /** The hosts of the network. */
    interface Hosts {
        /** Returns the host at an endpoint, or null if there is none. */
        @Nullable
        MemoryTransport at(Endpoint endpoint);

        /** Removes a host that has ended. */
        void remove(MemoryTransport host);
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

    /** Loopback is allowed here, as with QUIC: whether an address that a peer told may be dialed is for the node to decide. */
    private static final EndpointFilter FILTER = new EndpointFilter(true);

    /** What stands before the port of the address that a host behind a NAT has on its own network. */
    private static final String BEHIND_NAT = "192.168.0.2:";

    private final Hosts hosts;
    private final HostScope scope;
    private final NodeId id;
    private final Endpoint endpoint;
    private final Endpoint localEndpoint;
    private final HostProfile profile;
    private final VirtualLoop loop;
    private final Links links;
    private final EnumCounters<TransportCounter> counters;
    private final Set<MemoryConnection> connections = new LinkedHashSet<>();
    private final Map<Long, Dial> dials = new HashMap<>();
    private boolean closed;

    /** A dial under way. */
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

    MemoryTransport(Hosts hosts, HostScope scope, Endpoint endpoint, HostProfile profile) {
        this.hosts = hosts;
        this.scope = scope;
        this.id = scope.id();
        this.endpoint = endpoint;
        this.localEndpoint = profile.nat() == NatProfile.NONE ? endpoint : behindNat(endpoint);
        this.profile = profile;
        this.loop = scope.loop();
        this.links = scope.links();
        this.counters = scope.counters();
    }

    @Override
    public NodeId localId() {
        return id;
    }

    @Override
    public NodeLoop loop() {
        return loop;
    }

    @Override
    public void start(TransportListener listener) {
        if (scope.isListening() || closed) {
            throw new NodeStateException("This transport was started before: make a new one");
        }
        scope.listen(listener);
    }

    @Override
    public Endpoint boundEndpoint() {
        return endpoint;
    }

    /** Returns the address of the host; behind a NAT a private one, at which nobody answers. */
    @Override
    public List<Endpoint> localEndpoints() {
        return List.of(localEndpoint);
    }

    @Override
    public EnumCounters<TransportCounter> counters() {
        return counters;
    }

    /**
     * Dials as a QUIC stack does: the first packet leaves at once and again after 1, 3 and 7 seconds, as long as nobody has answered
     * (T18). Whether it gets there is decided when it arrives.
     */
    @Override
    public void dial(long operation, NodeId expected, Endpoint remote, long timeoutNanos) {
        Dial dial = new Dial(operation, expected, remote, scope.now() + timeoutNanos);
        dials.put(operation, dial);
        if (!mayBeDialed(remote)) {
            dial.timers.add(loop.schedule(
                    () -> end(dial, DialFailure.Reason.BAD_ENDPOINT, remote.text() + " cannot be dialed"), 0));
            return;
        }
        dial.timers.add(loop.schedule(
                () -> end(dial, DialFailure.Reason.TIMEOUT, "no answer from " + remote.text()), timeoutNanos));
        for (long delayNanos : FIRST_PACKETS_NANOS) {
            if (delayNanos < timeoutNanos) {
                dial.timers.add(loop.schedule(() -> sendFirstPacket(dial), delayNanos));
            }
        }
    }

    /** Tells whether there may be a host at an endpoint; one that is no IP address is a name of this network. */
    private static boolean mayBeDialed(Endpoint remote) {
        return remote.ipPort() == null || FILTER.permits(remote);
    }

    private void sendFirstPacket(Dial dial) {
        Path path = pathTo(dial.remote);
        MemoryTransport target = hosts.at(dial.remote);
        if (path == null || target == null || links.losesDatagram()) {
            return;
        }
        long handshake = links.handshakeNanos(id, target.id);
        if (scope.now() + handshake <= dial.deadlineNanos) {
            dial.timers.add(loop.schedule(
                    () -> {
                        if (target.answers(this, path)) {
                            dial.timers.add(loop.schedule(
                                    () -> complete(dial, target, path), handshake - handshake / ONE_OF_HANDSHAKE));
                        }
                    },
                    handshake / ONE_OF_HANDSHAKE));
        }
    }

    @Override
    public void punch(Endpoint remote) {
        if (closed || !mayBeDialed(remote)) {
            return;
        }
        Path path = pathTo(remote);
        MemoryTransport target = hosts.at(remote);
        if (path == null || target == null || links.losesDatagram()) {
            return;
        }
        loop.schedule(
                () -> {
                    if (target.isReachedBy(this, path)) {
                        target.counters.increment(TransportCounter.NON_QUIC_DATAGRAM);
                    }
                },
                links.transitNanos(id, target.id));
    }

    @Override
    public void cancelDial(long operation) {
        Dial dial = dials.get(operation);
        if (dial != null) {
            dials.remove(operation);
            dial.timers.forEach(NodeLoop.Timer::cancel);
            loop.execute(() -> fail(operation, DialFailure.Reason.CANCELLED, "cancelled"));
        }
    }

    /** The way of a datagram: where it seems to come from, and where it goes; neither for addresses that are no IP addresses. */
    private record Path(@Nullable IpPort source, @Nullable IpPort destination) {}

    /** Returns the way to a remote, which the NAT of this host takes note of; null if it does not let it out. */
    private @Nullable Path pathTo(Endpoint remote) {
        IpPort destination = remote.ipPort();
        if (destination == null) {
            return new Path(null, null);
        }
        IpPort source = scope.outbound(destination);
        return source == null ? null : new Path(source, destination);
    }

    /** Has the NAT of this host forget every mapping, as a router does that is restarted; without effect if there is none. */
    public void restartNat() {
        scope.restartNat();
    }

    private boolean isReachedBy(MemoryTransport sender, Path path) {
        IpPort source = path.source;
        IpPort destination = path.destination;
        return !closed
                && scope.isListening()
                && (source == null || destination == null || scope.admits(source, destination.port()))
                && !links.isCut(sender.id, id);
    }

    /** Tells whether a dial of another host gets through to this one and its answers back, from where they are expected. */
    private boolean answers(MemoryTransport dialer, Path path) {
        IpPort source = path.source;
        return isReachedBy(dialer, path)
                && !links.isCut(id, dialer.id)
                && (source == null || Objects.equals(scope.outbound(source), path.destination));
    }

    private void end(Dial dial, DialFailure.Reason reason, String detail) {
        if (dials.remove(dial.operation) != null) {
            dial.timers.forEach(NodeLoop.Timer::cancel);
            fail(dial.operation, reason, detail);
        }
    }

    private void complete(Dial dial, MemoryTransport target, Path path) {
        if (!dials.containsKey(dial.operation) || !target.answers(this, path)) {
            return;
        }
        Endpoint remote = dial.remote;
        if (!dial.expected.equals(target.id)) {
            counters.increment(TransportCounter.DIAL_IDENTITY_MISMATCH);
            end(dial, DialFailure.Reason.IDENTITY_MISMATCH, target.id + " answered at " + remote.text());
            return;
        }
        IpPort source = path.source;
        Endpoint seen = source == null ? endpoint : Endpoint.quic(source.text());
        TransportCounter refusal = target.refusal(seen);
        if (refusal != null) {
            target.counters.increment(refusal);
            end(dial, DialFailure.Reason.NO_ROUTE, remote.text() + " refused the connection");
            return;
        }
        dials.remove(dial.operation);
        dial.timers.forEach(NodeLoop.Timer::cancel);
        StraightWay way = StraightWay.between(scope, remote, target.scope, seen);
        MemoryConnection near = new MemoryConnection(scope, target.id, way, true, connections::remove);
        MemoryConnection far = new MemoryConnection(target.scope, id, way.back(), false, target.connections::remove);
        near.joinTo(far);
        far.joinTo(near);
        connections.add(near);
        target.connections.add(far);
        counters.increment(TransportCounter.DIALS_COMPLETED);
        target.counters.increment(TransportCounter.ACCEPTED);
        scope.listener().onDialed(dial.operation, near);
    }

    /** Answers which cap refuses one more accepted connection of an address, null for none: a silent one makes room. */
    private @Nullable TransportCounter refusal(Endpoint dialer) {
        List<MemoryConnection> all = connections.stream()
                .filter(connection -> !connection.isOutbound())
                .toList();
        if (isFull(profile.maxInbound(), all)) {
            return TransportCounter.ACCEPT_REFUSED_TOTAL;
        }
        List<MemoryConnection> ofAddress = all.stream()
                .filter(connection -> isSameAddress(connection.remoteEndpoint(), dialer))
                .toList();
        return isFull(profile.maxInboundPerAddress(), ofAddress) ? TransportCounter.ACCEPT_REFUSED_ADDRESS : null;
    }

    /** Returns whether there is no room for one more, not even that of the longest silent one. */
    private boolean isFull(int limit, List<MemoryConnection> taken) {
        if (limit <= 0 || taken.size() < limit) {
            return false;
        }
        Optional<MemoryConnection> longestSilent =
                taken.stream().filter(MemoryConnection::isSilent).findFirst();
        longestSilent.ifPresent(connection -> {
            counters.increment(TransportCounter.FIRST_FRAME_EVICTED);
            connection.close(CloseReason.FIRST_FRAME_TIMEOUT);
        });
        return longestSilent.isEmpty();
    }

    static Endpoint behindNat(Endpoint external) {
        IpPort literal = external.ipPort();
        return literal == null ? external : Endpoint.quic(BEHIND_NAT + literal.port());
    }

    private static boolean isSameAddress(Endpoint a, Endpoint b) {
        IpPort first = a.ipPort();
        IpPort second = b.ipPort();
        return first != null && second != null && Arrays.equals(first.address(), second.address());
    }

    private void fail(long operation, DialFailure.Reason reason, String detail) {
        counters.increment(TransportCounter.DIALS_FAILED);
        scope.listener().onDialFailed(operation, new DialFailure(reason, detail));
    }

    @Override
    public void close() {
        if (!closed) {
            shutDown(true);
        }
    }

    /** Tells whether this host was closed or killed. */
    public boolean isClosed() {
        return closed;
    }

    /** Ends without a word to anybody. */
    void die() {
        if (!closed) {
            shutDown(false);
        }
    }

    private void shutDown(boolean gracefully) {
        closed = true;
        for (MemoryConnection connection : new ArrayList<>(connections)) {
            if (gracefully) {
                connection.close(CloseReason.SHUTDOWN);
            } else {
                connection.end(CloseReason.SHUTDOWN);
            }
        }
        for (Long operation : List.copyOf(dials.keySet())) {
            cancelDial(operation);
        }
        loop.execute(loop::end);
        hosts.remove(this);
    }

    Set<MemoryConnection> connections() {
        return connections;
    }

    int retainedFrames() {
        return scope.retainedFrames();
    }
}
