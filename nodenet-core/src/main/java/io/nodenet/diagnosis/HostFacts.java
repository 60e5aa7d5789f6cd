package io.nodenet.diagnosis;

import io.nodenet.address.IpPort;
import io.nodenet.transport.quic.QuicSupport;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What the host of a node tells: its interfaces and what it has for QUIC. Immutable.
 *
 * @param system the name of the operating system
 * @param interfaces those that are up; empty if they cannot be listed
 * @param quic libraries and socket buffers
 */
public record HostFacts(String system, List<Interface> interfaces, QuicSupport quic) {
    /** Copies the list. */
    public HostFacts {
        interfaces = List.copyOf(interfaces);
    }

    /**
     * An interface that is up.
     *
     * @param name its name
     * @param maxPacketBytes the largest IP packet that it carries
     * @param addresses its addresses
     */
    public record Interface(String name, int maxPacketBytes, List<InetAddress> addresses) {
        /** Copies the list. */
        public Interface {
            addresses = List.copyOf(addresses);
        }

        /** Returns whether an address of it means something to other hosts. */
        boolean isUsable() {
            return addresses.stream().anyMatch(Interface::isUsable);
        }

        private static boolean isUsable(InetAddress address) {
            return !address.isLoopbackAddress() && !address.isLinkLocalAddress() && !address.isMulticastAddress();
        }

        @Override
        public String toString() {
            return addresses.stream().map(Interface::text).collect(Collectors.joining(", ", name + ": ", ", MTU "))
                    + maxPacketBytes;
        }

        /** Returns the canonical text, as in an endpoint, without the interface as its scope, which stands before it already. */
        private static String text(InetAddress address) {
            String endpoint = IpPort.of(address.getAddress(), "", 0).text();
            return endpoint.substring(0, endpoint.lastIndexOf(':'));
        }
    }

    /**
     * Looks at this host. A few system calls for each interface, and a UDP socket that is closed at once: not on the loop of a node, but any
     * other thread.
     */
    public static HostFacts collect() {
        return new HostFacts(System.getProperty("os.name", ""), interfacesThatAreUp(), QuicSupport.probe());
    }

    private static List<Interface> interfacesThatAreUp() {
        List<Interface> up = new ArrayList<>();
        try {
            for (NetworkInterface candidate :
                    NetworkInterface.networkInterfaces().toList()) {
                if (candidate.isUp()) {
                    up.add(new Interface(
                            candidate.getName(),
                            candidate.getMTU(),
                            candidate.inetAddresses().toList()));
                }
            }
        } catch (SocketException unlisted) {
            return List.of();
        }
        return up;
    }
}
