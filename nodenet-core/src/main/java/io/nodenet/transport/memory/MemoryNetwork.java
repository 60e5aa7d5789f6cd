package io.nodenet.transport.memory;

import io.nodenet.address.Endpoint;
import io.nodenet.kad.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The network that {@linkplain MemoryTransport memory transports} live in: who is where, what lies between them, what is broken.
 *
 * <p>Not thread-safe: belongs to the thread that lets time pass.
 */
public final class MemoryNetwork {
    private final VirtualTime time;
    private final RandomGenerator random;
    private final Map<Endpoint, MemoryTransport> byEndpoint = new HashMap<>();
    private final Map<NodeId, MemoryTransport> byId = new HashMap<>();
    private final Map<Direction, LinkProfile> links = new HashMap<>();
    private final Set<Direction> cuts = new HashSet<>();
    private LinkProfile standardLink = LinkProfile.LOCAL;

    private record Direction(NodeId from, NodeId to) {}

    /** Creates an empty network. */
    public MemoryNetwork(VirtualTime time, RandomGenerator random) {
        this.time = time;
        this.random = random;
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
        MemoryTransport transport = new MemoryTransport(this, id, endpoint, profile);
        byEndpoint.put(endpoint, transport);
        byId.put(id, transport);
        return transport;
    }

    /** Sets the link between hosts for which none is set. */
    public void link(LinkProfile profile) {
        standardLink = profile;
    }

    /** Sets one direction of the link between two hosts; counts from the next frame on. */
    public void link(NodeId from, NodeId to, LinkProfile profile) {
        links.put(new Direction(from, to), profile);
    }

    /** Cuts one direction: what is sent waits until {@link #heal}, and dials get no answer. */
    public void cut(NodeId from, NodeId to) {
        cuts.add(new Direction(from, to));
    }

    /** Cuts both directions between two hosts. */
    public void partition(NodeId a, NodeId b) {
        cut(a, b);
        cut(b, a);
    }

    /** Mends both directions between two hosts; what waited goes on its way. */
    public void heal(NodeId a, NodeId b) {
        cuts.remove(new Direction(a, b));
        cuts.remove(new Direction(b, a));
        resume(a);
        resume(b);
    }

    /** Mends everything. */
    public void healAll() {
        cuts.clear();
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

    boolean isCut(NodeId from, NodeId to) {
        return !cuts.isEmpty() && cuts.contains(new Direction(from, to));
    }

    /** Answers how long a frame of a size takes from one host to another, drawn anew for each. */
    long transitNanos(NodeId from, NodeId to) {
        LinkProfile link = profile(from, to);
        long jitter = link.jitter().toNanos();
        return link.delay().toNanos() + (jitter == 0 ? 0 : random.nextLong(jitter));
    }

    long serializationNanos(NodeId from, NodeId to, int bytes) {
        long rate = profile(from, to).bytesPerSecond();
        return rate == 0 ? 0 : bytes * Duration.ofSeconds(1).toNanos() / rate;
    }

    /** Answers the time of a handshake: two round trips. */
    long handshakeNanos(NodeId dialer, NodeId acceptor) {
        return 2 * (transitNanos(dialer, acceptor) + transitNanos(acceptor, dialer));
    }

    @Nullable
    MemoryTransport at(Endpoint endpoint) {
        return byEndpoint.get(endpoint);
    }

    /** Forgets a host and everything that was set for it, so that a later one starts clean. */
    void remove(MemoryTransport transport) {
        NodeId id = transport.localId();
        byEndpoint.remove(transport.boundEndpoint());
        byId.remove(id);
        links.keySet().removeIf(direction -> direction.from.equals(id) || direction.to.equals(id));
        cuts.removeIf(direction -> direction.from.equals(id) || direction.to.equals(id));
    }

    private void resume(NodeId id) {
        MemoryTransport host = byId.get(id);
        if (host != null) {
            host.connections().forEach(MemoryConnection::pump);
        }
    }

    private LinkProfile profile(NodeId from, NodeId to) {
        return links.isEmpty() ? standardLink : links.getOrDefault(new Direction(from, to), standardLink);
    }
}
