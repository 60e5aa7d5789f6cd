package io.nodenet.transport.quic.socket;

import io.nodenet.TransportException;
import io.nodenet.address.Endpoint;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Turns the bound address into the concrete ones that peers can use; a wildcard is never told to anybody, because a peer that
 * dialed it would reach its own host.
 */
public final class LocalEndpoints {
    private LocalEndpoints() {}

    /** Answers the bound address itself, possibly a wildcard. */
    public static Endpoint bound(InetSocketAddress bound) {
        return Endpoint.quic(withoutScope(bound.getAddress(), bound.getPort()));
    }

    /** Answers the concrete endpoints of a bound address, with the addresses of this host's interfaces if it is a wildcard. */
    public static List<Endpoint> of(InetSocketAddress bound) {
        return bound.getAddress().isAnyLocalAddress()
                ? of(bound.getPort(), interfaceAddresses())
                : List.of(Endpoint.quic(withoutScope(bound.getAddress(), bound.getPort())));
    }

    /** Answers the endpoints of a wildcard: IPv4, then global IPv6, then unique local IPv6; loopback if there is nothing else. */
    public static List<Endpoint> of(int port, List<InetAddress> addresses) {
        Set<Endpoint> endpoints = new LinkedHashSet<>();
        for (int rank = 0; rank <= 2; rank++) {
            for (InetAddress address : addresses) {
                if (rank(address) == rank) {
                    endpoints.add(Endpoint.quic(withoutScope(address, port)));
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
        return (address.getAddress()[0] & 0xfe) == 0xfc ? 2 : 1;
    }

    /** An interface's address names the interface as its scope, which means nothing to anybody else. */
    private static InetSocketAddress withoutScope(InetAddress address, int port) {
        if (!(address instanceof Inet6Address) || address.isLinkLocalAddress()) {
            return new InetSocketAddress(address, port);
        }
        try {
            return new InetSocketAddress(InetAddress.getByAddress(address.getAddress()), port);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("16 bytes are an IPv6 address", impossible);
        }
    }

    private static List<InetAddress> interfaceAddresses() {
        List<InetAddress> addresses = new ArrayList<>();
        try {
            for (NetworkInterface candidate :
                    NetworkInterface.networkInterfaces().toList()) {
                if (candidate.isUp()) {
                    addresses.addAll(candidate.inetAddresses().toList());
                }
            }
        } catch (SocketException e) {
            throw new TransportException("The addresses of this host cannot be listed: " + e.getMessage(), e);
        }
        return addresses;
    }
}
