package io.nodenet.transport.quic.socket;

import io.nodenet.TransportException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Locale;

/** Says why a socket could not be bound to an address, and what to do about it. */
final class CannotBindException extends TransportException {
    private static final long serialVersionUID = 1L;

    /** What stands in the way. */
    enum Obstacle {
        /** The port is in use at this address. */
        PORT_IN_USE,
        /** The host does not have this address, or not yet. */
        NO_LOCAL_ADDRESS,
        /** Anything else. */
        OTHER
    }

    private final Obstacle obstacle;

    private CannotBindException(Obstacle obstacle, String message, Throwable cause) {
        super(message, cause);
        this.obstacle = obstacle;
    }

    /** Returns the exception for a failure to open or bind a socket. */
    static CannotBindException of(InetSocketAddress address, Throwable cause) {
        String text = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        InetAddress host = address.getAddress();
        int port = address.getPort();
        if (text.contains("in use")) {
            return new CannotBindException(
                    Obstacle.PORT_IN_USE,
                    "port " + port + "/udp is already in use: choose another port, or stop the process that holds it",
                    cause);
        }
        if (text.contains("assign")) {
            return new CannotBindException(
                    Obstacle.NO_LOCAL_ADDRESS,
                    host.getHostAddress()
                            + " is not an address of this host: bind to one that is, or to 0.0.0.0 for all of them",
                    cause);
        }
        if (text.contains("permission") || text.contains("denied")) {
            return new CannotBindException(
                    Obstacle.OTHER,
                    "this process may not bind port " + port + "/udp: choose one above 1023, or grant the permission",
                    cause);
        }
        if (host instanceof Inet6Address && text.contains("family")) {
            return new CannotBindException(
                    Obstacle.NO_LOCAL_ADDRESS,
                    "this host has no IPv6: bind to an IPv4 address, or to 0.0.0.0 for all of them",
                    cause);
        }
        return new CannotBindException(Obstacle.OTHER, "cannot bind " + address + ": " + cause.getMessage(), cause);
    }

    Obstacle obstacle() {
        return obstacle;
    }
}
