package io.nodenet.transport.quic.socket;

import io.netty.channel.ChannelFuture;
import io.nodenet.TransportException;
import io.nodenet.address.Endpoint;
import io.nodenet.transport.quic.loop.Failures;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sockets of a transport: one, or with a wildcard one for each address of this host, all with the same port, so that an answer leaves
 * from the address that was asked (docs/decisions/013).
 *
 * <p>Opened, changed and closed off the loop, by one thread at a time; read by any thread.
 */
public final class UdpSockets {
    /** Sockets of a node that listens on all addresses; addresses beyond that cannot be reached. */
    public static final int MAX_SOCKETS = 64;

    /** How often a port is chosen that then turns out to be taken at another address. */
    private static final int MAX_PORT_CHOICES = 16;

    private static final Logger LOG = LoggerFactory.getLogger(UdpSockets.class);

    private final UdpEndpoint.Parts parts;
    private final InetSocketAddress requested;
    private int port;
    private boolean closed;
    private Set<InetAddress> refused = Set.of();
    private volatile Map<InetAddress, UdpEndpoint> byAddress = Map.of();
    private final Set<UdpEndpoint> retired = ConcurrentHashMap.newKeySet();

    private UdpSockets(UdpEndpoint.Parts parts, InetSocketAddress requested) {
        this.parts = parts;
        this.requested = requested;
        this.port = requested.getPort();
    }

    /**
     * Opens and binds the sockets; blocks until that is done.
     *
     * @param requested the address and port to listen on, possibly a wildcard, and 0
     * @param addresses lists the addresses of this host, the most useful first; asked with a wildcard only
     * @throws TransportException if the port is in use at one of the addresses, or none can be bound
     */
    public static UdpSockets open(
            UdpEndpoint.Parts parts, InetSocketAddress requested, Supplier<List<InetAddress>> addresses) {
        UdpSockets sockets = new UdpSockets(parts, requested);
        if (sockets.isWildcard()) {
            sockets.openAll(addresses.get());
        } else {
            UdpEndpoint only = UdpEndpoint.open(parts, requested);
            sockets.port = only.localAddress().getPort();
            sockets.byAddress = Map.of(requested.getAddress(), only);
        }
        return sockets;
    }

    /** Returns whether there is a socket for each address of this host, as they come and go. */
    public boolean isWildcard() {
        return requested.getAddress().isAnyLocalAddress();
    }

    private synchronized void openAll(List<InetAddress> addresses) {
        List<InetAddress> wanted = withinCap(addresses);
        for (int choice = 1; ; choice++) {
            try {
                byAddress = openEach(wanted);
                return;
            } catch (CannotBindException e) {
                boolean another = requested.getPort() == 0
                        && e.obstacle() == CannotBindException.Obstacle.PORT_IN_USE
                        && choice < MAX_PORT_CHOICES;
                if (!another) {
                    throw e;
                }
                port = 0;
            }
        }
    }

    private Map<InetAddress, UdpEndpoint> openEach(List<InetAddress> wanted) {
        Map<InetAddress, UdpEndpoint> opened = new LinkedHashMap<>();
        try {
            CannotBindException last = null;
            for (InetAddress address : wanted) {
                try {
                    UdpEndpoint socket = UdpEndpoint.open(parts, new InetSocketAddress(address, port));
                    port = socket.localAddress().getPort();
                    opened.put(address, socket);
                } catch (CannotBindException e) {
                    if (e.obstacle() != CannotBindException.Obstacle.NO_LOCAL_ADDRESS) {
                        throw e;
                    }
                    last = e; // it has just gone, or is not usable yet: looked at again later
                }
            }
            if (opened.isEmpty()) {
                throw last == null ? new TransportException("This host has no address to listen on") : last;
            }
            return opened;
        } catch (TransportException e) {
            opened.values().forEach(socket -> socket.close().awaitUninterruptibly());
            throw e;
        }
    }

    private List<InetAddress> withinCap(List<InetAddress> addresses) {
        if (addresses.size() <= MAX_SOCKETS) {
            refused = Set.of();
            return addresses;
        }
        Set<InetAddress> beyond = Set.copyOf(addresses.subList(MAX_SOCKETS, addresses.size()));
        if (!beyond.equals(refused)) {
            LOG.warn(
                    "This host has {} addresses, a node listens on {} at most; it cannot be reached at {}",
                    addresses.size(),
                    MAX_SOCKETS,
                    beyond.stream().map(InetAddress::getHostAddress).sorted().toList());
            refused = beyond;
        }
        return addresses.subList(0, MAX_SOCKETS);
    }

    /**
     * Follows the addresses of this host: opens sockets for new ones, takes those out of use whose address is gone. Blocks until they are
     * open.
     *
     * @param addresses the addresses that there are now, the most useful first
     * @param onGone is given each socket that is out of use, to end its connections and to {@link #discard} it
     * @return whether anything has changed
     */
    public synchronized boolean follow(List<InetAddress> addresses, Consumer<UdpEndpoint> onGone) {
        if (closed || !isWildcard()) {
            return false;
        }
        List<InetAddress> wanted = withinCap(addresses);
        Map<InetAddress, UdpEndpoint> before = byAddress;
        Map<InetAddress, UdpEndpoint> after = new LinkedHashMap<>();
        for (InetAddress address : wanted) {
            UdpEndpoint socket = before.get(address);
            if (socket == null) {
                socket = tryOpen(address);
            }
            if (socket != null) {
                after.put(address, socket);
            }
        }
        if (after.keySet().equals(before.keySet())) {
            return false;
        }
        byAddress = after;
        before.forEach((address, socket) -> {
            if (!after.containsKey(address)) {
                LOG.info("The address {} is gone", address.getHostAddress());
                retired.add(socket);
                onGone.accept(socket);
            }
        });
        return true;
    }

    /** Closes a socket that is out of use and whose connections have ended; waits for nothing. Any thread. */
    public void discard(UdpEndpoint socket) {
        Failures.log("close a socket", socket.close());
        retired.remove(socket);
    }

    private @Nullable UdpEndpoint tryOpen(InetAddress address) {
        try {
            UdpEndpoint socket = UdpEndpoint.open(parts, new InetSocketAddress(address, port));
            LOG.info("Listens on the new address {}", Endpoint.quic(socket.localAddress()));
            return socket;
        } catch (CannotBindException e) {
            LOG.debug("Cannot listen on the new address {} yet: {}", address.getHostAddress(), e.getMessage());
            return null;
        }
    }

    /**
     * Returns the socket from whose address packets to a peer leave.
     *
     * @throws NoRouteToHostException if there is no way to the peer; the message says why
     */
    public UdpEndpoint towards(InetSocketAddress remote) throws NoRouteToHostException {
        Map<InetAddress, UdpEndpoint> sockets = byAddress;
        InetAddress source = SourceAddress.towards(remote, isWildcard() ? null : requested.getAddress());
        UdpEndpoint socket = sockets.get(isWildcard() ? source : requested.getAddress());
        if (socket == null) {
            throw new NoRouteToHostException("packets to " + remote.getAddress().getHostAddress() + " leave from "
                    + source.getHostAddress() + ", on which this node does not listen");
        }
        return socket;
    }

    /** Returns the address that was asked for, with the port that was chosen. */
    public InetSocketAddress boundAddress() {
        return new InetSocketAddress(requested.getAddress(), port);
    }

    /** Returns the addresses under which this host can be reached from elsewhere, best first. */
    public List<Endpoint> endpoints() {
        return isWildcard()
                ? LocalEndpoints.of(port, byAddress.keySet())
                : List.of(LocalEndpoints.bound(boundAddress()));
    }

    /** Returns the sockets in use. */
    public Collection<UdpEndpoint> all() {
        return byAddress.values();
    }

    /** Closes all sockets; every connection must have ended. Waits for nothing. */
    public synchronized List<ChannelFuture> close() {
        closed = true;
        List<ChannelFuture> closing = new ArrayList<>();
        byAddress.values().forEach(socket -> closing.add(socket.close()));
        retired.forEach(socket -> closing.add(socket.close()));
        return closing;
    }
}
