package io.nodenet.transport.quic.socket;

import io.nodenet.TransportException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Lists the addresses of this host at which a node that listens on all of them can be reached, the most useful first: loopback, IPv4, global
 * IPv6, unique local IPv6, addresses that no interface shows.
 *
 * <p>A link-local IPv6 address is left out: it means something together with an interface only, and every interface has one.
 */
public final class LocalAddresses {
    /**
     * A system may take all of 127.0.0.0/8 as its own without showing it: these are in use, to tell nodes of one host apart and as the
     * address of the host's own name (Debian).
     */
    private static final List<InetAddress> LOOPBACK_ALIASES =
            List.of(literal(127, 0, 0, 2), literal(127, 0, 0, 3), literal(127, 0, 1, 1));

    private LocalAddresses() {}

    /**
     * Returns the addresses of the interfaces that are up. A few system calls for each interface.
     *
     * @throws TransportException if they cannot be listed
     */
    public static List<InetAddress> list() {
        List<InetAddress> shown = new ArrayList<>();
        try {
            for (NetworkInterface candidate :
                    NetworkInterface.networkInterfaces().toList()) {
                if (candidate.isUp()) {
                    shown.addAll(candidate.inetAddresses().toList());
                }
            }
        } catch (SocketException e) {
            throw new TransportException("The addresses of this host cannot be listed: " + e.getMessage(), e);
        }
        return ordered(shown);
    }

    /** Returns which of the addresses that interfaces show are used, and in which order. */
    static List<InetAddress> ordered(List<InetAddress> shown) {
        List<InetAddress> usable = new ArrayList<>();
        for (InetAddress address : shown) {
            if (isUsable(address)) {
                usable.add(withoutScope(address));
            }
        }
        usable.sort(Comparator.comparingInt(LocalAddresses::rank));
        Set<InetAddress> addresses = new LinkedHashSet<>(usable);
        addresses.addAll(LOOPBACK_ALIASES);
        return List.copyOf(addresses);
    }

    private static boolean isUsable(InetAddress address) {
        return !address.isAnyLocalAddress()
                && !address.isMulticastAddress()
                && !(address instanceof Inet6Address && address.isLinkLocalAddress());
    }

    private static int rank(InetAddress address) {
        if (address.isLoopbackAddress()) {
            return 0;
        }
        if (address instanceof Inet4Address) {
            return address.isLinkLocalAddress() ? 4 : 1;
        }
        return isUniqueLocal(address) ? 3 : 2;
    }

    /** Returns whether an IPv6 address is of fc00::/7 (RFC 4193). */
    static boolean isUniqueLocal(InetAddress address) {
        return (address.getAddress()[0] & 0xfe) == 0xfc;
    }

    /** An interface's address names the interface as its scope, which means nothing to anybody else. */
    static InetAddress withoutScope(InetAddress address) {
        if (!(address instanceof Inet6Address) || address.isLinkLocalAddress()) {
            return address;
        }
        try {
            return InetAddress.getByAddress(address.getAddress());
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("16 bytes are an IPv6 address", impossible);
        }
    }

    private static InetAddress literal(int... bytes) {
        byte[] address = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            address[i] = (byte) bytes[i];
        }
        try {
            return InetAddress.getByAddress(address);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("4 bytes are an IPv4 address", impossible);
        }
    }
}
