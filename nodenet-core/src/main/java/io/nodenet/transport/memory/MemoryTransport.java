package io.nodenet.transport.memory;

import io.nodenet.NodeStateException;
import io.nodenet.address.Endpoint;
import io.nodenet.address.IpPort;
import io.nodenet.fact.CloseReason;
import io.nodenet.kad.NodeId;
import io.nodenet.metrics.EnumCounters;
import io.nodenet.transport.DialFailure;
import io.nodenet.transport.NodeLoop;
import io.nodenet.transport.Transport;
import io.nodenet.transport.TransportCounter;
import io.nodenet.transport.TransportListener;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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
    private boolean hasDialed;

    private record Dial(NodeLoop.Timer timer) {}

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

    @Override
    public void dial(long operation, NodeId expected, Endpoint remote, long timeoutNanos) {
        hasDialed = true;
        MemoryTransport target = hosts.at(remote);
        boolean answered = profile.nat() != NatProfile.UDP_BLOCKED && target != null && target.answers(this);
        long handshake = target == null ? timeoutNanos : links.handshakeNanos(id, target.id);
        boolean inTime = answered && handshake <= timeoutNanos;
        NodeLoop.Timer timer = loop.schedule(
                () -> {
                    dials.remove(operation);
                    if (inTime && target != null && target.answers(this)) {
                        complete(operation, expected, target);
                    } else {
                        fail(operation, DialFailure.Reason.TIMEOUT, "no answer from " + remote.text());
                    }
                },
                inTime ? handshake : timeoutNanos);
        dials.put(operation, new Dial(timer));
    }

    @Override
    public void cancelDial(long operation) {
        Dial dial = dials.remove(operation);
        if (dial != null) {
            dial.timer.cancel();
            loop.execute(() -> fail(operation, DialFailure.Reason.CANCELLED, "cancelled"));
        }
    }

    /** Tells whether a dial of another host gets through to this one and its answers back. */
    private boolean answers(MemoryTransport dialer) {
        return !closed
                && scope.isListening()
                && profile.nat().admits(hasDialed)
                && !links.isCut(dialer.id, id)
                && !links.isCut(id, dialer.id);
    }

    private void complete(long operation, NodeId expected, MemoryTransport target) {
        if (!expected.equals(target.id)) {
            counters.increment(TransportCounter.DIAL_IDENTITY_MISMATCH);
            fail(operation, DialFailure.Reason.IDENTITY_MISMATCH, target.id + " answered at " + target.endpoint.text());
            return;
        }
        MemoryConnection near = new MemoryConnection(scope, target.id, target.endpoint, true, connections::remove);
        MemoryConnection far = new MemoryConnection(target.scope, id, endpoint, false, target.connections::remove);
        TransportCounter refusal = target.refusal(endpoint);
        if (refusal != null) {
            target.counters.increment(refusal);
            fail(operation, DialFailure.Reason.NO_ROUTE, target.endpoint.text() + " refused the connection");
            return;
        }
        near.joinTo(far);
        far.joinTo(near);
        connections.add(near);
        target.connections.add(far);
        counters.increment(TransportCounter.DIALS_COMPLETED);
        target.counters.increment(TransportCounter.ACCEPTED);
        scope.listener().onDialed(operation, near);
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

    private static Endpoint behindNat(Endpoint external) {
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
