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
import io.nodenet.transport.relay.RelaySide;
import io.nodenet.transport.relay.RelayVerdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

        /** Gives a host a further endpoint. */
        void bind(Endpoint endpoint, MemoryTransport host);

        /** Takes an endpoint back that was given. */
        void unbind(Endpoint endpoint);
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

    private static final int PUNCH_BYTES = 4;
    /** Loopback is allowed here, as with QUIC: whether an address that a peer told may be dialed is for the node to decide. */
    private static final EndpointFilter FILTER = new EndpointFilter(true);

    /** What stands before the port of the address that a host behind a NAT has on its own network. */
    private static final String BEHIND_NAT = "192.168.0.2:";

    private final Hosts hosts;
    private final HostScope scope;
    private final NodeId id;
    private Endpoint endpoint;
    private final Endpoint localEndpoint;
    private final VirtualLoop loop;
    private final Links links;
    private final EnumCounters<TransportCounter> counters;
    private final Set<MemoryConnection> connections = new LinkedHashSet<>();
    private final Map<Long, Dial> dials = new HashMap<>();
    private final MemoryAdmission admission;
    private final MemoryRelays relays;
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
        this.loop = scope.loop();
        this.links = scope.links();
        this.counters = scope.counters();
        this.admission = new MemoryAdmission(profile, counters);
        this.relays = new MemoryRelays(scope, profile.relayLimits(), new OwnPorts());
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
                        MemoryRelay.Port port = target.relayPort(path);
                        if (port == null) {
                            arrive(dial, new StraightApproach(this, target, dial.remote, path), handshake);
                        } else if (target.isReachedBy(this, path, port)) {
                            relayFirstPacket(dial, target, port, path, handshake);
                        }
                    },
                    handshake / ONE_OF_HANDSHAKE));
        }
    }

    /** Sends the first packet on from a relay, if it lets it pass; where it is dropped the next one tries. */
    private void relayFirstPacket(
            Dial dial, MemoryTransport volunteer, MemoryRelay.Port port, Path path, long firstHandshake) {
        MemoryRelay relay = port.relay();
        RelaySide exit = port.side().other();
        if (relay.take(port.side(), Objects.requireNonNull(path.source()), RelayedWay.DATAGRAM_BYTES)
                != RelayVerdict.CARRIED) {
            return;
        }
        Path onward = relay.onward(exit);
        MemoryTransport target = onward == null ? null : hosts.at(onward.remote());
        if (onward == null || target == null || links.losesDatagram()) {
            return;
        }
        long handshake = links.handshakeNanos(volunteer.id, target.id);
        RelayedApproach approach = new RelayedApproach(this, volunteer, target, port, path, onward);
        dial.timers.add(
                loop.schedule(() -> arrive(dial, approach, firstHandshake + handshake), handshake / ONE_OF_HANDSHAKE));
    }

    private void arrive(Dial dial, Approach approach, long handshake) {
        if (approach.isAnswered()) {
            dial.timers.add(loop.schedule(() -> complete(dial, approach), handshake - handshake / ONE_OF_HANDSHAKE));
        }
    }

    /** How the first packet of a dial has got to a host. */
    private interface Approach {
        MemoryTransport target();

        /** Tells whether the answers of the host get back, from where they are expected. */
        boolean isAnswered();

        /** Returns the way of the dialer, once both have a connection. */
        Way way();
    }

    private record StraightApproach(MemoryTransport dialer, MemoryTransport target, Endpoint remote, Path path)
            implements Approach {
        @Override
        public boolean isAnswered() {
            return target.answers(dialer, path);
        }

        @Override
        public Way way() {
            IpPort source = path.source();
            Endpoint seen = source == null ? dialer.endpoint : Endpoint.quic(source.text());
            return StraightWay.between(dialer.scope, remote, target.scope, seen);
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
            MemoryTransport dialer,
            MemoryTransport volunteer,
            MemoryTransport target,
            MemoryRelay.Port entrance,
            Path path,
            Path onward)
            implements Approach {
        @Override
        public boolean isAnswered() {
            IpPort answering = Objects.requireNonNull(onward.destination());
            MemoryRelay relay = entrance.relay();
            return target.answers(volunteer, onward)
                    && volunteer.isReachedBy(dialer, path, entrance)
                    && !volunteer.links.isCut(volunteer.id, dialer.id)
                    && relay.take(entrance.side().other(), answering, RelayedWay.DATAGRAM_BYTES) == RelayVerdict.CARRIED
                    && path.reversed().equals(relay.onward(entrance.side()));
        }

        @Override
        public Way way() {
            return RelayedWay.between(dialer.scope, path, entrance, target.scope, onward.reversed());
        }
    }

    @Override
    public void punch(Endpoint remote) {
        if (closed || !mayBeDialed(remote)) {
            return;
        }
        Path path = pathTo(remote);
        if (path != null) {
            sendPunch(path, hosts.at(remote));
        }
    }

    private void sendPunch(Path path, @Nullable MemoryTransport target) {
        if (target != null && !links.losesDatagram()) {
            loop.schedule(() -> target.receivePunch(this, path), links.transitNanos(id, target.id));
        }
    }

    private void receivePunch(MemoryTransport sender, Path path) {
        MemoryRelay.Port port = relayPort(path);
        if (port == null) {
            if (isReachedBy(sender, path)) {
                counters.increment(TransportCounter.NON_QUIC_DATAGRAM);
            }
        } else if (isReachedBy(sender, path, port)) {
            MemoryRelay relay = port.relay();
            IpPort source = Objects.requireNonNull(path.source());
            if (relay.take(port.side(), source, PUNCH_BYTES) == RelayVerdict.CARRIED) {
                sendPunchFrom(relay.onward(port.side().other()));
            }
        }
    }

    private void sendPunchFrom(@Nullable Path path) {
        if (path != null) {
            sendPunch(path, hosts.at(path.remote()));
        }
    }

    /** Opens a session, of which each port sends a punch to its peer at once: that opens the NAT of this host for what comes from there. */
    @Override
    public void openRelay(long session, Endpoint caller, Endpoint callee) {
        MemoryRelay relay = relays.open(session, caller, callee);
        if (relay != null) {
            sendPunchFrom(relay.pathFrom(RelaySide.CALLER, Objects.requireNonNull(caller.ipPort())));
            sendPunchFrom(relay.pathFrom(RelaySide.CALLEE, Objects.requireNonNull(callee.ipPort())));
        }
    }

    @Override
    public void closeRelay(long session) {
        relays.close(session);
    }

    /** Returns whether this host has an IP address; a relay without one could not be dialed. */
    @Override
    public boolean canRelay() {
        return scope.inside() != null;
    }

    /** Behind a NAT the ports of this host are nobody else's. */
    private final class OwnPorts implements MemoryRelays.Ports {
        @Override
        public boolean isTaken(Endpoint candidate) {
            return !scope.isBehindNat() && hosts.at(candidate) != null;
        }

        @Override
        public void bind(Endpoint own) {
            if (!scope.isBehindNat()) {
                hosts.bind(own, MemoryTransport.this);
            }
        }

        @Override
        public void unbind(Endpoint own) {
            if (!scope.isBehindNat()) {
                hosts.unbind(own);
            }
        }
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

    /** Returns the way to a remote, which the NAT of this host takes note of; null if it does not let it out. */
    private @Nullable Path pathTo(Endpoint remote) {
        IpPort destination = remote.ipPort();
        if (destination == null) {
            return new Path(null, null);
        }
        IpPort source = scope.outbound(destination);
        return source == null ? null : new Path(source, destination);
    }

    void replaceNat(AddressTranslation nat, Endpoint external) {
        scope.replaceNat(nat, Objects.requireNonNull(external.ipPort()).address());
        endpoint = external;
    }

    /** Has the NAT of this host forget every mapping, as a router does that is restarted; without effect if there is none. */
    public void restartNat() {
        scope.restartNat();
    }

    /** Returns the port of a relay session that a datagram is sent to, null if it is sent to the port of this host. */
    private MemoryRelay.@Nullable Port relayPort(Path path) {
        IpPort destination = path.destination();
        return destination == null ? null : relays.at(destination);
    }

    private boolean isReachedBy(MemoryTransport sender, Path path) {
        return isConnectedTo(sender) && (path.source() == null || scope.isReached(path));
    }

    private boolean isReachedBy(MemoryTransport sender, Path path, MemoryRelay.Port port) {
        return isConnectedTo(sender) && port.relay().isReached(port.side(), path);
    }

    private boolean isConnectedTo(MemoryTransport sender) {
        return !closed && scope.isListening() && !links.isCut(sender.id, id);
    }

    /** Tells whether a dial of another host gets through to this one and its answers back, from where they are expected. */
    private boolean answers(MemoryTransport dialer, Path path) {
        IpPort source = path.source();
        return isReachedBy(dialer, path)
                && !links.isCut(id, dialer.id)
                && (source == null || Objects.equals(scope.outbound(source), path.destination()));
    }

    private void end(Dial dial, DialFailure.Reason reason, String detail) {
        if (dials.remove(dial.operation) != null) {
            dial.timers.forEach(NodeLoop.Timer::cancel);
            fail(dial.operation, reason, detail);
        }
    }

    private void complete(Dial dial, Approach approach) {
        if (!dials.containsKey(dial.operation) || !approach.isAnswered()) {
            return;
        }
        MemoryTransport target = approach.target();
        Endpoint remote = dial.remote;
        if (!dial.expected.equals(target.id)) {
            counters.increment(TransportCounter.DIAL_IDENTITY_MISMATCH);
            end(dial, DialFailure.Reason.IDENTITY_MISMATCH, target.id + " answered at " + remote.text());
            return;
        }
        Way way = approach.way();
        TransportCounter refusal = target.admission.refusal(way.back().remote(), target.connections);
        if (refusal != null) {
            target.counters.increment(refusal);
            end(dial, DialFailure.Reason.NO_ROUTE, remote.text() + " refused the connection");
            return;
        }
        dials.remove(dial.operation);
        dial.timers.forEach(NodeLoop.Timer::cancel);
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

    static Endpoint behindNat(Endpoint external) {
        IpPort literal = external.ipPort();
        return literal == null ? external : Endpoint.quic(BEHIND_NAT + literal.port());
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
        relays.closeAll();
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
