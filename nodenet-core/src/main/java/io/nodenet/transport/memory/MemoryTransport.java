package io.nodenet.transport.memory;

import io.nodenet.NodeStateException;
import io.nodenet.address.Endpoint;
import io.nodenet.address.IpPort;
import io.nodenet.fact.CloseReason;
import io.nodenet.kad.NodeId;
import io.nodenet.media.MediaCounter;
import io.nodenet.metrics.EnumCounters;
import io.nodenet.transport.DialFailure;
import io.nodenet.transport.NodeLoop;
import io.nodenet.transport.Transport;
import io.nodenet.transport.TransportCounter;
import io.nodenet.transport.TransportListener;
import io.nodenet.transport.relay.RelaySide;
import io.nodenet.transport.relay.RelayVerdict;
import java.util.ArrayList;
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

    private static final int PUNCH_BYTES = 4;

    /** What stands before the port of the address that a host behind a NAT has on its own network. */
    private static final String BEHIND_NAT = "192.168.0.2:";

    private final Hosts hosts;
    private final HostScope scope;
    private final NodeId id;
    private final Endpoint localEndpoint;
    private final VirtualLoop loop;
    private final Links links;
    private final EnumCounters<TransportCounter> counters;
    private final Set<MemoryConnection> connections = new LinkedHashSet<>();
    private final MemoryDials dials;
    private final MemoryAdmission admission;
    private final MemoryRelays relays;
    private final Reach reach;
    private final MemoryMedia media;

    MemoryTransport(Hosts hosts, HostScope scope, Endpoint endpoint, HostProfile profile) {
        this.hosts = hosts;
        this.scope = scope;
        this.id = scope.id();
        this.localEndpoint = profile.nat() == NatProfile.NONE ? endpoint : behindNat(endpoint);
        this.loop = scope.loop();
        this.links = scope.links();
        this.counters = scope.counters();
        this.admission = new MemoryAdmission(profile, counters);
        this.relays = new MemoryRelays(scope, profile.relayLimits(), new OwnPorts());
        this.reach = new Reach(scope, relays, endpoint);
        this.media = new MemoryMedia(reach, profile, this::reachOf, this::mediaOf);
        this.dials = new MemoryDials(reach, this::reachOf, new Edges());
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
        if (scope.isListening() || reach.isClosed()) {
            throw new NodeStateException("This transport was started before: make a new one");
        }
        scope.listen(listener);
    }

    @Override
    public Endpoint boundEndpoint() {
        return reach.endpoint();
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

    @Override
    public void dial(long operation, NodeId expected, Endpoint remote, long timeoutNanos) {
        dials.begin(operation, expected, remote, timeoutNanos);
    }

    @Override
    public void cancelDial(long operation) {
        dials.cancel(operation);
    }

    @Override
    public void openMedia(long operation, NodeId peer, Endpoint remote, long timeoutNanos) {
        media.open(operation, peer, remote, timeoutNanos);
    }

    @Override
    public void cancelMedia(long operation) {
        media.cancel(operation);
    }

    @Override
    public boolean hasMedia() {
        return media.isSupported();
    }

    @Override
    public Map<MediaCounter, Long> mediaCounters() {
        return media.counters();
    }

    void setMediaSupport(boolean on) {
        media.setSupported(on);
    }

    private MemoryMedia mediaOf(Endpoint remote) {
        return Objects.requireNonNull(hosts.at(remote)).media;
    }

    private @Nullable Reach reachOf(Endpoint remote) {
        MemoryTransport target = hosts.at(remote);
        return target == null ? null : target.reach;
    }

    /** Connections that are edges. */
    private final class Edges implements MemoryDials.Kind {
        @Override
        public @Nullable DialFailure connect(long operation, Reach there, Way way) {
            MemoryTransport target = Objects.requireNonNull(hosts.at(there.endpoint()));
            TransportCounter refusal = target.admission.refusal(way.back().remote(), target.connections);
            if (refusal != null) {
                target.counters.increment(refusal);
                return new DialFailure(DialFailure.Reason.NO_ROUTE, way.remote().text() + " refused the connection");
            }
            MemoryConnection near = new MemoryConnection(scope, target.id, way, true, connections::remove);
            MemoryConnection far =
                    new MemoryConnection(target.scope, id, way.back(), false, target.connections::remove);
            near.joinTo(far);
            far.joinTo(near);
            connections.add(near);
            target.connections.add(far);
            counters.increment(TransportCounter.DIALS_COMPLETED);
            target.counters.increment(TransportCounter.ACCEPTED);
            scope.listener().onDialed(operation, near);
            return null;
        }

        @Override
        public void failed(long operation, DialFailure failure) {
            counters.increment(TransportCounter.DIALS_FAILED);
            scope.listener().onDialFailed(operation, failure);
        }
    }

    @Override
    public void punch(Endpoint remote) {
        if (reach.isClosed() || !Reach.mayBeDialed(remote)) {
            return;
        }
        Path path = reach.pathTo(remote);
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
        MemoryRelay.Port port = reach.relayPort(path);
        if (port == null) {
            if (reach.isReachedBy(sender.reach, path)) {
                counters.increment(TransportCounter.NON_QUIC_DATAGRAM);
            }
        } else if (reach.isReachedBy(sender.reach, path, port)) {
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

    void replaceNat(AddressTranslation nat, Endpoint external) {
        reach.replaceNat(nat, external);
    }

    /** Has the NAT of this host forget every mapping, as a router does that is restarted; without effect if there is none. */
    public void restartNat() {
        scope.restartNat();
    }

    static Endpoint behindNat(Endpoint external) {
        IpPort literal = external.ipPort();
        return literal == null ? external : Endpoint.quic(BEHIND_NAT + literal.port());
    }

    @Override
    public void close() {
        if (!reach.isClosed()) {
            shutDown(true);
        }
    }

    /** Returns whether this host was closed or killed. */
    public boolean isClosed() {
        return reach.isClosed();
    }

    /** Ends without a word to anybody. */
    void die() {
        if (!reach.isClosed()) {
            shutDown(false);
        }
    }

    private void shutDown(boolean gracefully) {
        reach.close();
        relays.closeAll();
        for (MemoryConnection connection : new ArrayList<>(connections)) {
            if (gracefully) {
                connection.close(CloseReason.SHUTDOWN);
            } else {
                connection.end(CloseReason.SHUTDOWN);
            }
        }
        dials.cancelAll();
        media.shutDown(gracefully);
        loop.execute(loop::end);
        hosts.remove(this);
    }

    /** Opens the host to other threads than the one that lets time pass. */
    void open(HostScope.Entrance entrance) {
        scope.open(entrance);
    }

    Set<MemoryConnection> connections() {
        return connections;
    }

    int retainedFrames() {
        return scope.retainedFrames();
    }
}
