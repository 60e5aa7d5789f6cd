package io.nodenet.transport.memory;

import io.nodenet.address.Endpoint;
import io.nodenet.address.EndpointFilter;
import io.nodenet.address.IpPort;
import io.nodenet.kad.NodeId;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How datagrams leave a host in memory and get to it: its address, its NAT, the ports of its relay sessions. */
final class Reach {
    /** Loopback is allowed here, as with QUIC: whether an address that a peer told may be dialed is for the node to decide. */
    private static final EndpointFilter FILTER = new EndpointFilter(true);

    private final HostScope scope;
    private final MemoryRelays relays;
    private Endpoint endpoint;
    private boolean closed;

    /** Creates the reach of a host that others see at an endpoint. */
    Reach(HostScope scope, MemoryRelays relays, Endpoint endpoint) {
        this.scope = scope;
        this.relays = relays;
        this.endpoint = endpoint;
    }

    /** Returns whether there may be a host at an endpoint; one that is no IP address is a name of this network. */
    static boolean mayBeDialed(Endpoint remote) {
        return remote.ipPort() == null || FILTER.permits(remote);
    }

    HostScope scope() {
        return scope;
    }

    NodeId id() {
        return scope.id();
    }

    /** Returns where others see the host. */
    Endpoint endpoint() {
        return endpoint;
    }

    /** Puts the host behind another NAT. */
    void replaceNat(AddressTranslation nat, Endpoint external) {
        scope.replaceNat(nat, Objects.requireNonNull(external.ipPort()).address());
        endpoint = external;
    }

    /** Has nothing get to the host any more. */
    void close() {
        closed = true;
    }

    boolean isClosed() {
        return closed;
    }

    /** Returns the way to a remote, which the NAT of this host takes note of; null if it does not let it out. */
    @Nullable
    Path pathTo(Endpoint remote) {
        IpPort destination = remote.ipPort();
        if (destination == null) {
            return new Path(null, null);
        }
        IpPort source = scope.outbound(destination);
        return source == null ? null : new Path(source, destination);
    }

    /** Returns the port of a relay session that a datagram is sent to, null if it is sent to the port of this host. */
    MemoryRelay.@Nullable Port relayPort(Path path) {
        IpPort destination = path.destination();
        return destination == null ? null : relays.at(destination);
    }

    /** Returns whether a datagram of another host gets to the port of this one. */
    boolean isReachedBy(Reach sender, Path path) {
        return isConnectedTo(sender) && (path.source() == null || scope.isReached(path));
    }

    /** The same for a port of a relay session. */
    boolean isReachedBy(Reach sender, Path path, MemoryRelay.Port port) {
        return isConnectedTo(sender) && port.relay().isReached(port.side(), path);
    }

    private boolean isConnectedTo(Reach sender) {
        return !closed && scope.isListening() && !scope.links().isCut(sender.id(), id());
    }

    /** Returns whether a dial of another host gets through to this one and its answers back, from where they are expected. */
    boolean answers(Reach dialer, Path path) {
        IpPort source = path.source();
        return isReachedBy(dialer, path)
                && !scope.links().isCut(id(), dialer.id())
                && (source == null || Objects.equals(scope.outbound(source), path.destination()));
    }
}
