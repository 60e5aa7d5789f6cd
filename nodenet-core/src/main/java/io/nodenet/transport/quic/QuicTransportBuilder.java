package io.nodenet.transport.quic;

import io.nodenet.ConfigurationException;
import io.nodenet.address.Dialability;
import io.nodenet.address.Endpoint;
import io.nodenet.address.EndpointFilter;
import io.nodenet.transport.RelayLimits;
import io.nodenet.transport.Transport;
import io.nodenet.transport.quic.edge.EdgeSettings;
import io.nodenet.transport.quic.media.MediaSettings;
import io.nodenet.transport.quic.socket.LocalAddresses;
import io.nodenet.transport.quic.socket.SocketSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * Collects and checks the settings of a {@link QuicTransport}. Every limit has a default, and a counter in {@link
 * io.nodenet.transport.TransportCounter} of how often it was reached. Not thread-safe.
 */
public final class QuicTransportBuilder {
    /** The default port. */
    public static final int DEFAULT_PORT = 4242;

    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final EndpointFilter LITERALS = new EndpointFilter(true);
    private static final int MIN_AGGREGATION = 1024;
    private static final int MAX_AGGREGATION = 64 << 20;

    private InetSocketAddress bindAddress = new InetSocketAddress(DEFAULT_PORT);
    private boolean forceNio;
    private int maxInbound = Transport.DEFAULT_MAX_INBOUND;
    private int maxInboundPerAddress = 32;
    private int maxInboundMedia = 32;
    private int maxInboundMediaPerAddress = 16;
    private boolean mediaLimited = true;
    private int maxHandshakes = 256;
    private int maxInitialsPerAddress = 64;
    private Duration handshakeTimeout = Duration.ofSeconds(10);
    private Duration firstFrameTimeout = Duration.ofSeconds(45);
    private Duration frameTimeout = Duration.ofSeconds(30);
    private Duration idleTimeout = Duration.ofMinutes(5);
    private Duration sendDeadline = Duration.ofSeconds(5);
    private int aggregationBytes = 256 << 10;
    private int maxSurplusStreams = 1000;
    private RelayLimits relayLimits = RelayLimits.DEFAULTS;
    private Supplier<List<InetAddress>> localAddresses = LocalAddresses::list;

    QuicTransportBuilder() {}

    /**
     * Sets the address and port to listen on. Default: all addresses, port 4242.
     *
     * <p>All addresses means a socket for each address that the host's interfaces have, 64 at most, and for 127.0.0.2, 127.0.0.3 and
     * 127.0.1.1 where the system takes them as its own; not for link-local IPv6 addresses. An address that comes later gets its socket
     * within 5 s, one that goes loses it together with its connections.
     *
     * @param host a literal address; {@code 0.0.0.0} and {@code ::} both mean all addresses of both families
     * @param port 0 to 65,535; 0 lets the system choose
     * @return this builder
     * @throws ConfigurationException if they are not a literal address and a port, or the address is link-local
     */
    public QuicTransportBuilder bind(String host, int port) {
        Endpoint endpoint = Endpoint.quic((host.contains(":") ? "[" + host + "]" : host) + ":" + port);
        if (LITERALS.judge(endpoint) == Dialability.LINK_LOCAL) {
            throw linkLocal(host);
        }
        InetSocketAddress address = endpoint.toSocketAddress();
        if (address == null) {
            throw new ConfigurationException("bind: \"" + host + "\" and " + port
                    + " are not a literal address and port: give for example \"0.0.0.0\" and 4242");
        }
        return bind(address);
    }

    /**
     * Sets the address and port to listen on; see {@link #bind(String, int)}.
     *
     * @param address a resolved address
     * @return this builder
     * @throws ConfigurationException if it is not resolved, or link-local
     */
    public QuicTransportBuilder bind(InetSocketAddress address) {
        if (address.isUnresolved()) {
            throw new ConfigurationException(
                    "bind: " + address.getHostString() + " is not resolved: give a literal address");
        }
        if (address.getAddress().isLinkLocalAddress()) {
            throw linkLocal(address.getAddress().getHostAddress());
        }
        bindAddress = address;
        return this;
    }

    private static ConfigurationException linkLocal(String host) {
        return new ConfigurationException("bind: " + host + " is a link-local address, which other nodes do not dial:"
                + " give another address of this host, or \"0.0.0.0\" for all of them");
    }

    /**
     * Sets the maximum number of inbound connections. Default {@value Transport#DEFAULT_MAX_INBOUND}: the default number of inbound edges and
     * {@link Transport#INBOUND_HEADROOM} more, so that the node chooses who gives way. For another number of edges see
     * {@link Transport#maxInboundFor}.
     *
     * @param connections 0 or less means no limit
     * @return this builder
     */
    public QuicTransportBuilder maxInbound(int connections) {
        maxInbound = connections;
        return this;
    }

    /**
     * Sets the maximum number of media sessions that peers have opened, which have slots apart from those of edges (W-34), and how many of them
     * may come from one IPv4 address or IPv6 /64; a /56 may have twice, a /48 four times as many. Default 32 and 16.
     *
     * @param sessions 0 or less means no limit
     * @param perAddress 0 or less means no limit
     * @return this builder
     */
    public QuicTransportBuilder maxInboundMedia(int sessions, int perAddress) {
        maxInboundMedia = sessions;
        maxInboundMediaPerAddress = perAddress;
        return this;
    }

    /**
     * Takes from media sessions whatever the peer sends, without the receive budget of 4,000 packets and 20 Mbit/s. For benchmarks: a peer can
     * then use as much of this host as its network carries.
     *
     * @return this builder
     */
    public QuicTransportBuilder unlimitedMedia() {
        mediaLimited = false;
        return this;
    }

    /**
     * Sets the maximum number of inbound connections, and of inbound handshakes in progress, per IPv4 address or IPv6 /64. A /56 may have
     * twice, a /48 four times as many. A connection beyond it is refused, for a handshake beyond it the oldest one is given up. Default 32.
     *
     * @param connections 0 or less means no limit
     * @return this builder
     */
    public QuicTransportBuilder maxInboundPerAddress(int connections) {
        maxInboundPerAddress = connections;
        return this;
    }

    /**
     * Sets how many connections one IPv4 address or IPv6 /64 may try to open per second, with a burst of twice as many. A /56
     * may try twice, a /48 four times as often. Default 64.
     *
     * @param perSecond 0 or less means no limit
     * @return this builder
     */
    public QuicTransportBuilder maxInitialsPerAddress(int perSecond) {
        maxInitialsPerAddress = perSecond;
        return this;
    }

    /**
     * Sets the maximum number of inbound handshakes in progress; beyond it the oldest one is given up. From a quarter of it on, strangers
     * must prove their address first (Retry). Default 256.
     *
     * @param handshakes 0 or less means no limit
     * @return this builder
     */
    public QuicTransportBuilder maxHandshakes(int handshakes) {
        maxHandshakes = handshakes;
        return this;
    }

    /**
     * Sets the maximum time to complete an inbound handshake. Default 10 s.
     *
     * @param timeout 1 ms to 365 days
     * @return this builder
     * @throws ConfigurationException if it is out of range
     */
    public QuicTransportBuilder handshakeTimeout(Duration timeout) {
        handshakeTimeout = ConfigurationException.requireTime("handshakeTimeout", timeout, SHORTEST);
        return this;
    }

    /**
     * Sets the maximum time from the handshake of an inbound connection to its first complete frame. Default 45 s: deployed nodes speak after up to
     * 30 s. When all slots are taken, the longest silent connection makes room earlier.
     *
     * @param timeout 1 ms to 365 days
     * @return this builder
     * @throws ConfigurationException if it is out of range
     */
    public QuicTransportBuilder firstFrameTimeout(Duration timeout) {
        firstFrameTimeout = ConfigurationException.requireTime("firstFrameTimeout", timeout, SHORTEST);
        return this;
    }

    /**
     * Sets the maximum time to receive a complete frame from its first byte on. Default 30 s.
     *
     * @param timeout 1 ms to 365 days
     * @return this builder
     * @throws ConfigurationException if it is out of range
     */
    public QuicTransportBuilder frameTimeout(Duration timeout) {
        frameTimeout = ConfigurationException.requireTime("frameTimeout", timeout, SHORTEST);
        return this;
    }

    /**
     * Sets the idle timeout of a connection, inbound or outbound; the smaller value of both ends applies. A node pings an idle neighbour
     * after at most 25 s: less than 30 s ends its edges. Default 5 min.
     *
     * @param timeout 1 ms to 365 days
     * @return this builder
     * @throws ConfigurationException if it is out of range
     */
    public QuicTransportBuilder idleTimeout(Duration timeout) {
        idleTimeout = ConfigurationException.requireTime("idleTimeout", timeout, SHORTEST);
        return this;
    }

    /**
     * Sets the maximum time without send progress before a connection is closed. Default 5 s.
     *
     * @param deadline 1 ms to 365 days
     * @return this builder
     * @throws ConfigurationException if it is out of range
     */
    public QuicTransportBuilder sendDeadline(Duration deadline) {
        sendDeadline = ConfigurationException.requireTime("sendDeadline", deadline, SHORTEST);
        return this;
    }

    /**
     * Sets the maximum number of bytes per connection that can wait for the peer. Beyond it sending returns {@link
     * io.nodenet.transport.WriteResult#FULL}; one frame may exceed it. Default 256 KiB.
     *
     * @param bytes 1 KiB to 64 MiB
     * @return this builder
     * @throws ConfigurationException if it is out of range
     */
    public QuicTransportBuilder aggregationBytes(int bytes) {
        aggregationBytes =
                ConfigurationException.requireRange("aggregationBytes", bytes, MIN_AGGREGATION, MAX_AGGREGATION);
        return this;
    }

    /**
     * Sets the number of refused streams after which the connection of a peer is closed. Default 1,000.
     *
     * @param streams at least 1
     * @return this builder
     * @throws ConfigurationException if it is less
     */
    public QuicTransportBuilder maxSurplusStreams(int streams) {
        maxSurplusStreams = ConfigurationException.requireAtLeast("maxSurplusStreams", streams, 1);
        return this;
    }

    /**
     * Sets what the transport carries for other peers at most, if its node relays ({@link Transport#openRelay}). Default {@link
     * RelayLimits#DEFAULTS}.
     *
     * @param limits the limits of a session, and of all together
     * @return this builder
     */
    public QuicTransportBuilder relayLimits(RelayLimits limits) {
        relayLimits = limits;
        return this;
    }

    /**
     * Sets whether the socket is driven by NIO even where epoll is available. For tests and comparisons. Default false.
     *
     * @param nio whether to use NIO
     * @return this builder
     */
    public QuicTransportBuilder forceNio(boolean nio) {
        forceNio = nio;
        return this;
    }

    /** Sets what lists the addresses of this host, for tests. */
    QuicTransportBuilder localAddresses(Supplier<List<InetAddress>> list) {
        localAddresses = list;
        return this;
    }

    /** Returns the settings, as the transport takes them. */
    QuicConfig build() {
        return new QuicConfig(
                new SocketSettings(
                        bindAddress,
                        forceNio,
                        maxInbound,
                        maxInboundPerAddress,
                        maxHandshakes,
                        maxInitialsPerAddress,
                        idleTimeout.toNanos()),
                new EdgeSettings(
                        handshakeTimeout.toNanos(),
                        firstFrameTimeout.toNanos(),
                        frameTimeout.toNanos(),
                        sendDeadline.toNanos(),
                        aggregationBytes,
                        maxSurplusStreams),
                new MediaSettings(maxInboundMedia, maxInboundMediaPerAddress, mediaLimited),
                relayLimits,
                localAddresses);
    }
}
