package io.nodenet.transport.memory;

import io.nodenet.address.Endpoint;
import io.nodenet.address.IpPort;
import io.nodenet.kad.NodeId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
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
    /** The address of a home in the network of its provider (RFC 6598). */
    private static final byte[] OF_A_PROVIDER = {100, 64, 0, 2};

    private final VirtualTime time;
    private final RandomGenerator random;
    private final Links links;
    private final Map<Endpoint, MemoryTransport> byEndpoint = new HashMap<>();
    private final Map<ByteBuffer, MemoryTransport> behindNats = new HashMap<>();
    private final Map<NodeId, MemoryTransport> byId = new HashMap<>();
    private final MemoryTransport.Hosts hosts = new Hosts();

    /** Creates an empty network. */
    public MemoryNetwork(VirtualTime time, RandomGenerator random) {
        this.time = time;
        this.random = random;
        this.links = new Links(random);
    }

    /** Returns the time that passes in this network. */
    public VirtualTime time() {
        return time;
    }

    /** Returns a host without NAT, with a right clock and the default caps. */
    public MemoryTransport transport(NodeId id, Endpoint endpoint) {
        return transport(id, endpoint, new HostProfile());
    }

    /**
     * Adds a host.
     *
     * @param endpoint its address as others see it; unique. Behind a NAT the address of the NAT, which no other host has, and the port of the
     *     host, which is seen from outside if the NAT preserves it
     * @throws IllegalArgumentException if the ID or the endpoint is taken, or an address behind a NAT is no IP address
     */
    public MemoryTransport transport(NodeId id, Endpoint endpoint, HostProfile profile) {
        if (byEndpoint.containsKey(endpoint) || byId.containsKey(id)) {
            throw new IllegalArgumentException("The network has " + id.shortText() + " or " + endpoint + " already");
        }
        AddressTranslation nat = profile.nat() == NatProfile.NONE ? null : natOf(endpoint, profile);
        IpPort inside = (nat == null ? endpoint : MemoryTransport.behindNat(endpoint)).ipPort();
        HostScope scope = new HostScope(id, time, links, profile.clockSkew(), nat, inside);
        MemoryTransport transport = new MemoryTransport(hosts, scope, endpoint, profile);
        byEndpoint.put(endpoint, transport);
        if (nat != null) {
            behindNats.put(addressOf(endpoint), transport);
        }
        byId.put(id, transport);
        return transport;
    }

    /**
     * Puts a host that is behind a NAT behind another one, which knows nothing of what the one before let through, as when a host moves or a
     * provider assigns another address. The other ends of its connections discard what comes from an address that is not the one before; they
     * follow another port.
     *
     * @param external the address of the NAT, the present one or one that no host has, and the port of the host
     * @param profile the kind of the NAT, and the timeout of its mappings
     * @throws IllegalArgumentException if there is no such host behind a NAT, the profile has none, or another host is at the address
     */
    public void replaceNat(NodeId id, Endpoint external, HostProfile profile) {
        MemoryTransport host = byId.get(id);
        if (host == null || !behindNats.containsValue(host) || profile.nat() == NatProfile.NONE) {
            throw new IllegalArgumentException(id.shortText() + " is behind no NAT that could be replaced by one");
        }
        Endpoint before = host.boundEndpoint();
        byEndpoint.remove(before);
        behindNats.values().remove(host);
        if (byEndpoint.containsKey(external) || behindNats.containsKey(addressOf(external))) {
            byEndpoint.put(before, host);
            behindNats.put(addressOf(before), host);
            throw new IllegalArgumentException("Another host is at " + external);
        }
        host.replaceNat(natOf(external, profile), external);
        byEndpoint.put(external, host);
        behindNats.put(addressOf(external), host);
    }

    private AddressTranslation natOf(Endpoint endpoint, HostProfile profile) {
        byte[] external = addressOf(endpoint).array();
        if (behindNats.containsKey(addressOf(endpoint))) {
            throw new IllegalArgumentException("Another host is behind the NAT at " + endpoint);
        }
        Duration timeout = profile.mappingTimeout();
        return profile.nat() == NatProfile.CGNAT
                ? new NatRow(
                        new Nat(NatProfile.PORT_RESTRICTED, OF_A_PROVIDER, timeout, random),
                        new Nat(NatProfile.CARRIER, external, timeout, random))
                : new Nat(profile.nat(), external, timeout, random);
    }

    private static ByteBuffer addressOf(Endpoint endpoint) {
        IpPort literal = endpoint.ipPort();
        if (literal == null) {
            throw new IllegalArgumentException("A host behind a NAT needs an IP address, not " + endpoint);
        }
        return ByteBuffer.wrap(literal.address());
    }

    /**
     * Loses a share of the datagrams that open connections and NATs: first packets of dials and punches. Frames of connections are never
     * lost.
     *
     * @param share 0 to 1
     */
    public void loseDatagrams(double share) {
        links.loseDatagrams(share);
    }

    /** Sets the link between hosts for which none is set. */
    public void link(LinkProfile profile) {
        links.setStandard(profile);
    }

    /** Sets one direction of the link between two hosts; counts from the next frame on. */
    public void link(NodeId from, NodeId to, LinkProfile profile) {
        links.set(from, to, profile);
    }

    /**
     * Sets what one direction between two hosts does to the datagrams of media sessions, all of which share it; counts from the next datagram
     * on, as if none had been sent before.
     */
    public void mediaLink(NodeId from, NodeId to, MediaLinkProfile profile) {
        links.setMedia(from, to, profile);
    }

    /**
     * Has a host take part in media sessions, as each does at first, or not.
     *
     * @throws IllegalArgumentException if there is no such host
     */
    public void setMediaSupport(NodeId id, boolean on) {
        MemoryTransport host = byId.get(id);
        if (host == null) {
            throw new IllegalArgumentException("There is no host " + id.shortText());
        }
        host.setMediaSupport(on);
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
     * Cuts hosts off from all others but each other, as {@link #partition} does each pair, until {@link #healAll}: the cost is that of the
     * hosts, not of the pairs. Hosts that were split off before leave the part where they were; those that are added later are with the ones
     * that never were. To be called once for each part but one.
     */
    public void split(Collection<NodeId> part) {
        links.split(part);
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

    /** Mends both directions between two hosts, unless a {@link #split} separates them; what waited goes on its way. */
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

    /** Returns how many frames the hosts have retained and not released yet: none once everything has settled. */
    public int retainedFrames() {
        return byId.values().stream().mapToInt(MemoryTransport::retainedFrames).sum();
    }

    private void resume(NodeId id) {
        MemoryTransport host = byId.get(id);
        if (host != null) {
            host.connections().forEach(MemoryConnection::resume);
        }
    }

    /** What a host sees of the others. */
    private final class Hosts implements MemoryTransport.Hosts {
        @Override
        public @Nullable MemoryTransport at(Endpoint endpoint) {
            MemoryTransport host = byEndpoint.get(endpoint);
            IpPort literal = host == null && !behindNats.isEmpty() ? endpoint.ipPort() : null;
            return literal == null ? host : behindNats.get(ByteBuffer.wrap(literal.address()));
        }

        /** Forgets a host and everything that was set for it, so that a later one starts clean. */
        @Override
        public void remove(MemoryTransport host) {
            byEndpoint.remove(host.boundEndpoint());
            behindNats.values().remove(host);
            byId.remove(host.localId());
            links.forget(host.localId());
        }

        @Override
        public void bind(Endpoint endpoint, MemoryTransport host) {
            byEndpoint.put(endpoint, host);
        }

        @Override
        public void unbind(Endpoint endpoint) {
            byEndpoint.remove(endpoint);
        }
    }
}
