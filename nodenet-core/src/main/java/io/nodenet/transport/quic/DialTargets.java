package io.nodenet.transport.quic;

import io.nodenet.address.Endpoint;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Tells which endpoints can be dialed at all: literal unicast addresses with a port; nothing is ever resolved.
 *
 * <p>Whether an address that a peer told may be dialed (loopback, link-local) is for the node to decide, which knows where it came
 * from.
 */
final class DialTargets {
    private DialTargets() {}

    /** Answers the address to dial, or null if the endpoint is not one that can be dialed. */
    static @Nullable InetSocketAddress resolve(Endpoint endpoint) {
        InetSocketAddress target = endpoint.toSocketAddress();
        if (target == null || target.getPort() == 0) {
            return null;
        }
        InetAddress address = target.getAddress();
        boolean group = address.isAnyLocalAddress() || address.isMulticastAddress();
        return group || isReservedIpv4(address) ? null : target;
    }

    private static boolean isReservedIpv4(InetAddress address) {
        if (!(address instanceof Inet4Address)) {
            return false;
        }
        int first = address.getAddress()[0] & 0xff;
        return first == 0 || first >= 240;
    }
}
