package io.nodenet.transport.quic.socket;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import org.jspecify.annotations.Nullable;

/** Asks the system's routing table from which address of this host a packet leaves; nothing is sent. Any thread. */
final class SourceAddress {
    private SourceAddress() {}

    /**
     * Returns the address from which a packet to a peer leaves. It costs four system calls, none of which waits.
     *
     * @param from the address that it has to leave from, or null for the one that the routing table prefers
     * @throws NoRouteToHostException if there is no way; the message says why
     */
    static InetAddress towards(InetSocketAddress remote, @Nullable InetAddress from) throws NoRouteToHostException {
        if (from != null && isIpv4(from) != isIpv4(remote.getAddress())) {
            throw noRoute(remote, from, "one is IPv4, the other IPv6");
        }
        ProtocolFamily family =
                isIpv4(remote.getAddress()) ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6;
        try (DatagramChannel probe = DatagramChannel.open(family)) {
            if (from != null) {
                probe.bind(new InetSocketAddress(from, 0));
            }
            probe.connect(remote);
            return ((InetSocketAddress) probe.getLocalAddress()).getAddress();
        } catch (UnsupportedOperationException | IOException e) {
            String why = e instanceof ConnectException ? "the network is unreachable" : String.valueOf(e.getMessage());
            NoRouteToHostException noRoute = noRoute(remote, from, why);
            noRoute.initCause(e);
            throw noRoute;
        }
    }

    private static boolean isIpv4(InetAddress address) {
        return address instanceof Inet4Address;
    }

    private static NoRouteToHostException noRoute(InetSocketAddress remote, @Nullable InetAddress from, String why) {
        String leaving = from == null ? "" : " from " + from.getHostAddress();
        return new NoRouteToHostException("this host has no route" + leaving + " to "
                + remote.getAddress().getHostAddress() + ": " + why);
    }
}
