package io.nodenet.transport.quic.socket;

import io.nodenet.address.Endpoint;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Chooses which of a node's own addresses are told to others; a wildcard never, because a peer that dialed it would reach its own host, and
 * no link-local address, which means something on one link only.
 */
public final class LocalEndpoints {
    private LocalEndpoints() {}

    /** Returns the bound address itself, possibly a wildcard. */
    public static Endpoint bound(InetSocketAddress bound) {
        return endpoint(bound.getAddress(), bound.getPort());
    }

    /** Returns the endpoints of many: IPv4, then global IPv6, then unique local IPv6; loopback if there is nothing else. */
    public static List<Endpoint> of(int port, Collection<InetAddress> addresses) {
        Set<Endpoint> endpoints = new LinkedHashSet<>();
        for (int rank = 0; rank <= 2; rank++) {
            for (InetAddress address : addresses) {
                if (rank(address) == rank) {
                    endpoints.add(endpoint(address, port));
                }
            }
        }
        if (endpoints.isEmpty()) {
            endpoints.add(Endpoint.quic("127.0.0.1:" + port));
        }
        return List.copyOf(endpoints);
    }

    private static int rank(InetAddress address) {
        boolean unusable = address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isAnyLocalAddress()
                || address.isMulticastAddress();
        if (unusable) {
            return -1;
        }
        if (address instanceof Inet4Address) {
            return 0;
        }
        return LocalAddresses.isUniqueLocal(address) ? 2 : 1;
    }

    private static Endpoint endpoint(InetAddress address, int port) {
        return Endpoint.quic(new InetSocketAddress(LocalAddresses.withoutScope(address), port));
    }
}
