package io.nodenet.transport.memory;

import io.nodenet.address.Endpoint;
import io.nodenet.kad.NodeId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The network that {@linkplain MemoryTransport memory transports} live in: who is where, what lies between them, what is broken.
 *
 * <p>Not thread-safe: belongs to the thread that lets time pass.
 */
public final class MemoryNetwork {
    private final VirtualTime time;
    private final Links links;
    private final Map<Endpoint, MemoryTransport> byEndpoint = new HashMap<>();
    private final Map<NodeId, MemoryTransport> byId = new HashMap<>();
    private final MemoryTransport.Hosts hosts = new Hosts();

    /** Creates an empty network. */
    public MemoryNetwork(VirtualTime time, RandomGenerator random) {
        this.time = time;
        this.links = new Links(random);
    }

    /** Answers the time that passes in this network. */
    public VirtualTime time() {
        return time;
    }

    /** Answers a host without NAT, with a right clock and the default caps. */
    public MemoryTransport transport(NodeId id, Endpoint endpoint) {
        return transport(id, endpoint, new HostProfile());
    }

    /**
     * Adds a host.
     *
     * @param endpoint its address as others see it; unique
     * @throws IllegalArgumentException if the ID or the endpoint is taken
     */
    public MemoryTransport transport(NodeId id, Endpoint endpoint, HostProfile profile) {
        if (byEndpoint.containsKey(endpoint) || byId.containsKey(id)) {
            throw new IllegalArgumentException("The network has " + id.shortText() + " or " + endpoint + " already");
        }
        MemoryTransport transport =
                new MemoryTransport(hosts, new HostScope(id, time, links, profile.clockSkew()), endpoint, profile);
        byEndpoint.put(endpoint, transport);
        byId.put(id, transport);
        return transport;
    }

    /** Sets the link between hosts for which none is set. */
    public void link(LinkProfile profile) {
        links.setStandard(profile);
    }

    /** Sets one direction of the link between two hosts; counts from the next frame on. */
    public void link(NodeId from, NodeId to, LinkProfile profile) {
        links.set(from, to, profile);
    }

    /** Cuts one direction: what is sent waits until {@link #heal}, and dials get no answer. */
    public void cut(NodeId from, NodeId to) {
        links.cut(from, to);
    }

    /** Cuts both directions between two hosts. */
    public void partition(NodeId a, NodeId b) {
        cut(a, b);
        cut(b, a);
    }

    /**
     * Has the connections that there are now carry nothing more in one direction until {@link #heal}, as on a path that has become too
     * narrow for their packets: later connections are whole, and the other direction goes on.
     */
    public void stick(NodeId from, NodeId to) {
        setStuck(from, to, true);
    }

    private void setStuck(NodeId from, NodeId to, boolean on) {
        MemoryTransport host = byId.get(from);
        if (host != null) {
            for (MemoryConnection connection : host.connections()) {
                if (connection.remoteId().equals(to)) {
                    connection.setStuck(on);
                }
            }
        }
    }

    /** Mends both directions between two hosts; what waited goes on its way. */
    public void heal(NodeId a, NodeId b) {
        links.mend(a, b);
        links.mend(b, a);
        setStuck(a, b, false);
        setStuck(b, a, false);
        resume(a);
        resume(b);
    }

    /** Mends everything. */
    public void healAll() {
        links.mendAll();
        byId.values().forEach(host -> host.connections().forEach(connection -> connection.setStuck(false)));
        List.copyOf(byId.keySet()).forEach(this::resume);
    }

    /** Breaks the connections between two hosts for both ends at once, as when their state is lost on the way. */
    public void breakConnections(NodeId a, NodeId b) {
        MemoryTransport host = byId.get(a);
        if (host != null) {
            for (MemoryConnection connection : new ArrayList<>(host.connections())) {
                if (connection.remoteId().equals(b)) {
                    connection.breakBoth();
                }
            }
        }
    }

    /** Ends a host without a word: its connections stay up at the other ends until those notice. */
    public void kill(NodeId id) {
        MemoryTransport host = byId.get(id);
        if (host != null) {
            host.die();
        }
    }

    /** Answers how many frames the hosts have retained and not released yet: none once everything has settled. */
    public int retainedFrames() {
        return byId.values().stream().mapToInt(MemoryTransport::retainedFrames).sum();
    }

    private void resume(NodeId id) {
        MemoryTransport host = byId.get(id);
        if (host != null) {
            host.connections().forEach(MemoryConnection::pump);
        }
    }

    /** What a host sees of the others. */
    private final class Hosts implements MemoryTransport.Hosts {
        @Override
        public @Nullable MemoryTransport at(Endpoint endpoint) {
            return byEndpoint.get(endpoint);
        }

        /** Forgets a host and everything that was set for it, so that a later one starts clean. */
        @Override
        public void remove(MemoryTransport host) {
            byEndpoint.remove(host.boundEndpoint());
            byId.remove(host.localId());
            links.forget(host.localId());
        }
    }
}
