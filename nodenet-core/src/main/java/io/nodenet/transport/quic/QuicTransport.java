package io.nodenet.transport.quic;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.nodenet.ConfigurationException;
import io.nodenet.NodeStateException;
import io.nodenet.address.Endpoint;
import io.nodenet.fact.CloseReason;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.metrics.EnumCounters;
import io.nodenet.transport.DialFailure;
import io.nodenet.transport.NodeLoop;
import io.nodenet.transport.Transport;
import io.nodenet.transport.TransportCounter;
import io.nodenet.transport.TransportListener;
import io.nodenet.transport.quic.edge.AcceptedChannels;
import io.nodenet.transport.quic.edge.AcceptedStreams;
import io.nodenet.transport.quic.edge.ConnectionScope;
import io.nodenet.transport.quic.edge.DialAttempt;
import io.nodenet.transport.quic.edge.EdgeSettings;
import io.nodenet.transport.quic.edge.LiveChannels;
import io.nodenet.transport.quic.edge.QuicConnection;
import io.nodenet.transport.quic.loop.EventLoopNodeLoop;
import io.nodenet.transport.quic.loop.Failures;
import io.nodenet.transport.quic.loop.FlushQueue;
import io.nodenet.transport.quic.socket.DialTargets;
import io.nodenet.transport.quic.socket.InboundSlots;
import io.nodenet.transport.quic.socket.InitialLimiter;
import io.nodenet.transport.quic.socket.LocalEndpoints;
import io.nodenet.transport.quic.socket.PacketDemux;
import io.nodenet.transport.quic.socket.PeerPaths;
import io.nodenet.transport.quic.socket.QuicNativeSupport;
import io.nodenet.transport.quic.socket.RetryTokens;
import io.nodenet.transport.quic.socket.SocketSettings;
import io.nodenet.transport.quic.socket.UdpEndpoint;
import io.nodenet.transport.quic.tls.TlsContexts;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The {@link Transport} of production: QUIC over one UDP socket, both dialing and accepting, with TLS bound to the NodeID
 * (docs/protocol/04).
 *
 * <p>It owns a daemon thread {@code nodenet-<first digits of the NodeID>}, which is its {@link #loop()}: everything of the socket, of
 * its connections and of the node above runs there. The thread starts with the first task and ends with {@link #close()}.
 */
public final class QuicTransport implements Transport {
    private static final Logger LOG = LoggerFactory.getLogger(QuicTransport.class);

    private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** Time of closing that is kept for ending the loop after the connections. */
    private static final long LOOP_END_NANOS = TimeUnit.SECONDS.toNanos(1);

    private enum State {
        NEW,
        RUNNING,
        CLOSED
    }

    private final Identity identity;
    private final NodeId localId;
    private final QuicConfig config;
    private final QuicNativeSupport support;
    private final EventLoopGroup group;
    private final EventLoop eventLoop;
    private final EventLoopNodeLoop loop;
    private final FlushQueue flushes;
    private final EnumCounters<TransportCounter> counters = new EnumCounters<>(TransportCounter.class);
    private final SecureRandom random = new SecureRandom();
    private final PeerPaths paths = new PeerPaths(random);
    private final LiveChannels live = new LiveChannels();
    private final InboundSlots admission;
    private final Map<Long, DialAttempt> dials = new HashMap<>();
    private final AtomicReference<State> state = new AtomicReference<>(State.NEW);
    private boolean closing;
    private volatile @Nullable ConnectionScope scope;
    private volatile @Nullable UdpEndpoint socket;

    private QuicTransport(Identity identity, QuicConfig config) {
        this.identity = identity;
        this.localId = identity.nodeId();
        this.config = config;
        this.support = QuicNativeSupport.choose(config.socket().forceNio());
        this.group = new MultiThreadIoEventLoopGroup(1, this::thread, support.ioHandlerFactory());
        this.eventLoop = group.next();
        this.loop = new EventLoopNodeLoop(eventLoop);
        this.flushes = new FlushQueue(eventLoop, loop);
        SocketSettings limits = config.socket();
        this.admission = new InboundSlots(limits.maxInbound(), limits.maxInboundPerAddress(), limits.maxHandshakes());
    }

    /**
     * Answers what makes a transport for an identity, so that a node can be stopped and started again.
     *
     * <p>The factory throws {@link io.nodenet.TransportException} if the native QUIC library is missing.
     *
     * @param settings sets what differs from the defaults; asked once, now
     * @throws io.nodenet.ConfigurationException if a setting is invalid
     */
    public static Function<Identity, Transport> factory(Consumer<Builder> settings) {
        Builder builder = new Builder();
        settings.accept(builder);
        QuicConfig config = builder.build();
        return identity -> new QuicTransport(identity, config);
    }

    /** Makes the loop's thread, which keeps the JVM alive until the transport is closed, as that of any server does. */
    private Thread thread(Runnable body) {
        Thread thread = new FastThreadLocalThread(body, "nodenet-" + localId.shortText());
        thread.setDaemon(false);
        return thread;
    }

    @Override
    public NodeId localId() {
        return localId;
    }

    @Override
    public NodeLoop loop() {
        return loop;
    }

    @Override
    public boolean isIpAddressed() {
        return true;
    }

    @Override
    public EnumCounters<TransportCounter> counters() {
        return counters;
    }

    @Override
    public void start(TransportListener listener) {
        refuseOnLoop("started");
        if (!state.compareAndSet(State.NEW, State.RUNNING)) {
            throw new NodeStateException("This transport was started before: make a new one");
        }
        TlsContexts tls = TlsContexts.create(identity);
        ConnectionScope shared =
                new ConnectionScope(config.edge(), eventLoop, loop, flushes, counters, live, tls.trust(), listener);
        int initials = config.socket().maxInitialsPerAddress();
        PacketDemux demux =
                new PacketDemux(paths, admission, new InitialLimiter(2 * initials, initials), loop, counters, flushes);
        scope = shared;
        socket = UdpEndpoint.open(new UdpEndpoint.Parts(
                support,
                config.socket(),
                group,
                tls,
                demux,
                paths,
                new RetryTokens(admission::isUnderLoad, loop, paths, random, counters),
                new AcceptedChannels(shared, admission, paths, tls),
                new AcceptedStreams(loop)));
        LOG.debug("{} listens on {} ({})", localId.shortText(), boundEndpoint(), support.isEpoll() ? "epoll" : "NIO");
    }

    @Override
    public Endpoint boundEndpoint() {
        return LocalEndpoints.bound(opened().localAddress());
    }

    @Override
    public List<Endpoint> localEndpoints() {
        return LocalEndpoints.of(opened().localAddress());
    }

    private UdpEndpoint opened() {
        UdpEndpoint opened = socket;
        if (opened == null) {
            throw new NodeStateException("The transport is not started");
        }
        return opened;
    }

    @Override
    public void dial(long operation, NodeId expected, Endpoint endpoint, long timeoutNanos) {
        InetSocketAddress remote = DialTargets.resolve(endpoint);
        ConnectionScope shared = scope;
        UdpEndpoint opened = socket;
        if (closing || shared == null || opened == null) {
            refuse(operation, DialFailure.Reason.CLOSED, "the transport is not running");
        } else if (remote == null) {
            refuse(operation, DialFailure.Reason.BAD_ENDPOINT, endpoint + " is no literal ip:port that can be dialed");
        } else {
            DialAttempt.Callback answer = new Answer(operation, shared.listener());
            DialAttempt attempt = new DialAttempt(shared, opened, expected, remote, random.nextLong(), answer);
            dials.put(operation, attempt);
            loop.execute(() -> attempt.start(timeoutNanos));
        }
    }

    private void refuse(long operation, DialFailure.Reason reason, String detail) {
        counters.increment(TransportCounter.DIALS_FAILED);
        ConnectionScope shared = scope;
        if (shared != null) {
            loop.execute(() -> shared.listener().onDialFailed(operation, new DialFailure(reason, detail)));
        }
    }

    @Override
    public void cancelDial(long operation) {
        DialAttempt attempt = dials.get(operation);
        if (attempt != null) {
            attempt.cancel();
        }
    }

    @Override
    public void close() {
        refuseOnLoop("closed");
        long deadline = System.nanoTime() + CLOSE_NANOS;
        if (state.getAndSet(State.CLOSED) != State.CLOSED) {
            CompletableFuture<@Nullable Void> quiet = new CompletableFuture<>();
            loop.execute(() -> shutdown(quiet));
            try {
                quiet.get(deadline - LOOP_END_NANOS - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException | TimeoutException e) {
                LOG.warn("Connections did not end in time: {}", e.toString());
            }
            UdpEndpoint opened = socket;
            if (opened != null) {
                opened.close().awaitUninterruptibly(remaining(deadline), TimeUnit.NANOSECONDS);
            }
            Failures.log("end the loop", group.shutdownGracefully(0, remaining(deadline), TimeUnit.NANOSECONDS));
        }
        group.terminationFuture().awaitUninterruptibly(remaining(deadline), TimeUnit.NANOSECONDS);
    }

    private static long remaining(long deadline) {
        return Math.max(0, deadline - System.nanoTime());
    }

    /** Ends every dial and connection; completes the future when the last one is gone. */
    private void shutdown(CompletableFuture<@Nullable Void> quiet) {
        closing = true;
        admission.close();
        for (DialAttempt attempt : new ArrayList<>(dials.values())) {
            attempt.abort(DialFailure.Reason.CLOSED, "the transport is closing");
        }
        live.shutdown(CloseReason.SHUTDOWN);
        live.whenEmpty(() -> quiet.complete(null));
    }

    private void refuseOnLoop(String what) {
        if (loop.inLoop()) {
            throw new NodeStateException(
                    "A transport cannot be " + what + " on its own loop, which would wait for itself");
        }
    }

    /** Brings the answer of a dial to the listener under the number of the caller. */
    private final class Answer implements DialAttempt.Callback {
        private final long operation;
        private final TransportListener listener;

        Answer(long operation, TransportListener listener) {
            this.operation = operation;
            this.listener = listener;
        }

        @Override
        public void onDialed(DialAttempt attempt, QuicConnection connection) {
            dials.remove(operation, attempt);
            listener.onDialed(operation, connection);
        }

        @Override
        public void onDialFailed(DialAttempt attempt, DialFailure failure) {
            dials.remove(operation, attempt);
            listener.onDialFailed(operation, failure);
        }
    }

    /** Answers the sizes of the tables that must be empty when no connection is left; for tests. The loop only. */
    List<Integer> tableSizes() {
        ConnectionScope shared = scope;
        return List.of(
                live.size(),
                paths.size(),
                opened().demux().dialedIds(),
                dials.size(),
                0,
                admission.connections(),
                admission.handshakes(),
                shared == null ? 0 : shared.trust().size());
    }

    /**
     * The settings of a {@link QuicTransport}; every limit has a default, and a counter in {@link TransportCounter} that tells how
     * often it struck. Not for concurrent use.
     */
    public static final class Builder {
        /** The port that is bound unless another is set. */
        public static final int DEFAULT_PORT = 4242;

        private static final int MIN_AGGREGATION = 1024;
        private static final int MAX_AGGREGATION = 64 << 20;

        private InetSocketAddress bindAddress = new InetSocketAddress(DEFAULT_PORT);
        private boolean forceNio;
        private int maxInbound = 256;
        private int maxInboundPerAddress = 32;
        private int maxHandshakes = 256;
        private int maxInitialsPerAddress = 64;
        private Duration handshakeTimeout = Duration.ofSeconds(10);
        private Duration firstFrameTimeout = Duration.ofSeconds(30);
        private Duration frameTimeout = Duration.ofSeconds(30);
        private Duration idleTimeout = Duration.ofMinutes(5);
        private Duration sendDeadline = Duration.ofSeconds(5);
        private int aggregationBytes = 256 << 10;
        private int maxSurplusStreams = 1000;

        private Builder() {}

        /**
         * Sets the address and port to listen on; default all addresses, port 4242.
         *
         * @param host a literal address; {@code 0.0.0.0} and {@code ::} both mean all addresses of both families
         * @param port 0 to 65,535; 0 lets the system choose
         */
        public Builder bind(String host, int port) {
            Endpoint endpoint = Endpoint.quic((host.contains(":") ? "[" + host + "]" : host) + ":" + port);
            InetSocketAddress address = endpoint.toSocketAddress();
            if (address == null) {
                throw new ConfigurationException("bind: \"" + host + "\" and " + port
                        + " are no literal address and port: give for example \"0.0.0.0\" and 4242");
            }
            return bind(address);
        }

        /** Sets the address and port to listen on; see {@link #bind(String, int)}. */
        public Builder bind(InetSocketAddress address) {
            if (address.isUnresolved()) {
                throw new ConfigurationException(
                        "bind: " + address.getHostString() + " is not resolved: give a literal address");
            }
            bindAddress = address;
            return this;
        }

        /** Caps the accepted connections of the whole transport; default 256, not positive = no cap. */
        public Builder maxInbound(int connections) {
            maxInbound = connections;
            return this;
        }

        /**
         * Caps the accepted connections, and the handshakes under way, per IPv4 address or IPv6 /64; default 32, not positive = no
         * cap.
         */
        public Builder maxInboundPerAddress(int connections) {
            maxInboundPerAddress = connections;
            return this;
        }

        /**
         * Caps the connections that one IPv4 address or IPv6 /64 may try to open in a second, with a burst of twice as many; default
         * 64, not positive = no cap.
         */
        public Builder maxInitialsPerAddress(int perSecond) {
            maxInitialsPerAddress = perSecond;
            return this;
        }

        /**
         * Caps the handshakes of accepted connections that are under way; default 256, not positive = no cap. From a quarter of it on,
         * strangers must prove their address first (Retry).
         */
        public Builder maxHandshakes(int handshakes) {
            maxHandshakes = handshakes;
            return this;
        }

        /** Bounds the handshake of an accepted connection; default 10 s, positive. */
        public Builder handshakeTimeout(Duration timeout) {
            handshakeTimeout = positive("handshakeTimeout", timeout);
            return this;
        }

        /**
         * Bounds the time in which an accepted connection must open its stream and deliver the first complete frame; default 30 s,
         * not positive = unbounded.
         */
        public Builder firstFrameTimeout(Duration timeout) {
            firstFrameTimeout = timeout;
            return this;
        }

        /** Bounds the time in which a frame that has begun must become complete; default 30 s, positive. */
        public Builder frameTimeout(Duration timeout) {
            frameTimeout = positive("frameTimeout", timeout);
            return this;
        }

        /**
         * Bounds the time for which nothing may come from a peer before its connection is gone, however it went; default 5 min, positive.
         * The smaller value of both ends counts. A node pings an idle neighbour after 25 s at the latest: less than 30 s ends its edges.
         */
        public Builder idleTimeout(Duration timeout) {
            idleTimeout = positive("idleTimeout", timeout);
            return this;
        }

        /** Bounds the time for which nothing may move toward a peer before its connection is closed; default 5 s, not positive = unbounded. */
        public Builder sendDeadline(Duration deadline) {
            sendDeadline = deadline;
            return this;
        }

        /**
         * Sets the bytes per connection that may wait for the peer; default 256 KiB, 1 KiB to 64 MiB. Beyond it sending answers
         * {@link io.nodenet.transport.WriteResult#FULL}; one frame may exceed it.
         */
        public Builder aggregationBytes(int bytes) {
            if (bytes < MIN_AGGREGATION || bytes > MAX_AGGREGATION) {
                throw new ConfigurationException("aggregationBytes: " + bytes + " is not within " + MIN_AGGREGATION
                        + " to " + MAX_AGGREGATION + ": choose a value in that range, or leave it at " + (256 << 10));
            }
            aggregationBytes = bytes;
            return this;
        }

        /** Sets after how many refused streams the connection of a peer is closed; default 1,000, positive. */
        public Builder maxSurplusStreams(int streams) {
            if (streams <= 0) {
                throw new ConfigurationException(
                        "maxSurplusStreams: " + streams + " is not positive: leave it at 1000");
            }
            maxSurplusStreams = streams;
            return this;
        }

        /** Drives the socket with NIO even where epoll is available; default false. For tests and comparisons. */
        public Builder forceNio(boolean nio) {
            forceNio = nio;
            return this;
        }

        private static Duration positive(String setting, Duration value) {
            if (value.isZero() || value.isNegative()) {
                throw new ConfigurationException(
                        setting + ": " + value + " is not positive: give a time such as PT10S");
            }
            return value;
        }

        private QuicConfig build() {
            return new QuicConfig(
                    new SocketSettings(
                            bindAddress,
                            forceNio,
                            maxInbound,
                            maxInboundPerAddress,
                            maxHandshakes,
                            maxInitialsPerAddress,
                            nanos("idleTimeout", idleTimeout)),
                    new EdgeSettings(
                            nanos("handshakeTimeout", handshakeTimeout),
                            nanos("firstFrameTimeout", firstFrameTimeout),
                            nanos("frameTimeout", frameTimeout),
                            nanos("sendDeadline", sendDeadline),
                            aggregationBytes,
                            maxSurplusStreams));
        }

        private static long nanos(String setting, Duration value) {
            try {
                return value.toNanos();
            } catch (ArithmeticException e) {
                throw new ConfigurationException(setting + ": " + value + " is too long: at most 292 years", e);
            }
        }
    }
}
