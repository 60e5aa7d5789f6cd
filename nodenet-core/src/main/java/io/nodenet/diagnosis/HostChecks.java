package io.nodenet.diagnosis;

import io.nodenet.address.AddressScope;
import io.nodenet.node.NodeSnapshot;
import io.nodenet.transport.quic.QuicSupport;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Judges the host: its native libraries, socket buffers and interfaces. */
final class HostChecks {
    private static final double MEBI = 1 << 20;

    private HostChecks() {}

    static Finding nativeLibrary(HostFacts host) {
        String failure = host.quic().codecFailure();
        return failure == null
                ? Finding.ok(Check.NATIVE_LIBRARY, "the native QUIC library is loaded", List.of())
                : Finding.problem(
                        Check.NATIVE_LIBRARY,
                        "the native QUIC library cannot be loaded",
                        List.of(failure),
                        "add the artifact io.netty:netty-codec-native-quic with the classifier of this platform, in the version"
                                + " of the other Netty artifacts, and run with --enable-native-access=ALL-UNNAMED");
    }

    static Finding socketDriver(HostFacts host) {
        String failure = host.quic().epollFailure();
        if (failure == null) {
            return Finding.ok(Check.SOCKET_DRIVER, "epoll drives the sockets", List.of());
        }
        if (!isLinux(host)) {
            return Finding.ok(
                    Check.SOCKET_DRIVER,
                    "NIO drives the sockets",
                    List.of("epoll exists on Linux only, and kqueue is not used"));
        }
        return Finding.warning(
                Check.SOCKET_DRIVER,
                "NIO drives the sockets: each packet costs a system call",
                List.of("epoll: " + failure),
                "add the artifact io.netty:netty-transport-native-epoll with the classifier of this platform, and run with"
                        + " --enable-native-access=ALL-UNNAMED");
    }

    static Finding socketBuffers(HostFacts host) {
        QuicSupport quic = host.quic();
        int granted = Math.min(quic.receiveBufferBytes(), quic.sendBufferBytes());
        List<String> evidence = List.of("receive: " + mebibytes(quic.receiveBufferBytes()) + ", send: "
                + mebibytes(quic.sendBufferBytes()) + ", asked for: " + mebibytes(quic.requestedBufferBytes()));
        if (granted == QuicSupport.UNKNOWN) {
            return Finding.unknown(
                    Check.SOCKET_BUFFERS,
                    "the system does not tell which socket buffers it grants",
                    evidence,
                    "look up how large a buffer of a UDP socket may be, and raise that to "
                            + quic.requestedBufferBytes() + " bytes");
        }
        return granted >= quic.requestedBufferBytes()
                ? Finding.ok(Check.SOCKET_BUFFERS, "the system grants the socket buffers that are asked for", evidence)
                : Finding.warning(
                        Check.SOCKET_BUFFERS,
                        "the system grants smaller socket buffers: bursts of packets get lost",
                        evidence,
                        largerBuffers(host) + "; then restart the node, whose sockets keep what they got");
    }

    private static String largerBuffers(HostFacts host) {
        int bytes = host.quic().requestedBufferBytes();
        if (isLinux(host)) {
            return "sysctl -w net.core.rmem_max=" + bytes + " net.core.wmem_max=" + bytes
                    + ", and the same in /etc/sysctl.d";
        }
        return host.system().startsWith("Mac")
                ? "sysctl -w kern.ipc.maxsockbuf=" + 2 * bytes
                : "raise the limit of the system for buffers of UDP sockets to " + bytes + " bytes";
    }

    private static String mebibytes(int bytes) {
        return bytes == QuicSupport.UNKNOWN ? "unknown" : String.format(Locale.ROOT, "%.2f MiB", bytes / MEBI);
    }

    static Finding interfaces(HostFacts host, @Nullable NodeSnapshot node) {
        List<String> evidence =
                host.interfaces().stream().map(HostFacts.Interface::toString).toList();
        if (evidence.isEmpty()) {
            return Finding.unknown(
                    Check.INTERFACES,
                    "no interface is shown",
                    evidence,
                    "allow the process to list the interfaces of its host");
        }
        if (host.interfaces().stream().noneMatch(HostFacts.Interface::isUsable)) {
            return Finding.warning(
                    Check.INTERFACES,
                    "no interface has an address that other hosts reach",
                    evidence,
                    "connect the host to a network; in a container, give it one");
        }
        if (node != null && AddressScope.of(node.addresses().bound()) == AddressScope.LOOPBACK) {
            return Finding.warning(
                    Check.INTERFACES,
                    "the node listens on loopback only: it has edges within this host alone",
                    evidence,
                    "have it listen on 0.0.0.0 or ::");
        }
        return Finding.ok(Check.INTERFACES, "the host has addresses that others reach", evidence);
    }

    private static boolean isLinux(HostFacts host) {
        return host.system().startsWith("Linux");
    }
}
