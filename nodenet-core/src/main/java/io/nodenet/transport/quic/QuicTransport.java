package io.nodenet.transport.quic;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.nodenet.NodeStateException;
import io.nodenet.address.Endpoint;
import io.nodenet.fact.CloseReason;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.media.MediaCounter;
import io.nodenet.metrics.EnumCounters;
import io.nodenet.metrics.SharedCounters;
import io.nodenet.transport.DialFailure;
import io.nodenet.transport.NodeLoop;
import io.nodenet.transport.Transport;
import io.nodenet.transport.TransportCounter;
import io.nodenet.transport.TransportListener;
import io.nodenet.transport.quic.edge.AcceptedChannels;
import io.nodenet.transport.quic.edge.AcceptedStreams;
import io.nodenet.transport.quic.edge.ConnectionScope;
import io.nodenet.transport.quic.edge.Dial;
import io.nodenet.transport.quic.edge.DialAttempt;
import io.nodenet.transport.quic.edge.EdgeBuffers;
import io.nodenet.transport.quic.edge.LiveChannels;
import io.nodenet.transport.quic.edge.QuicConnection;
import io.nodenet.transport.quic.loop.EventLoopNodeLoop;
import io.nodenet.transport.quic.loop.Failures;
import io.nodenet.transport.quic.loop.FlushQueue;
import io.nodenet.transport.quic.media.LiveMedia;
import io.nodenet.transport.quic.media.MediaDials;
import io.nodenet.transport.quic.media.MediaScope;
import io.nodenet.transport.quic.media.MediaSettings;
import io.nodenet.transport.quic.media.QuicMediaAcceptor;
import io.nodenet.transport.quic.relay.RelaySockets;
import io.nodenet.transport.quic.socket.CodecAddresses;
import io.nodenet.transport.quic.socket.DialPaths;
import io.nodenet.transport.quic.socket.DialTargets;
import io.nodenet.transport.quic.socket.FirstPackets;
import io.nodenet.transport.quic.socket.InboundSlots;
import io.nodenet.transport.quic.socket.InitialLimiter;
import io.nodenet.transport.quic.socket.InterfaceWatch;
import io.nodenet.transport.quic.socket.LocalEndpoints;
import io.nodenet.transport.quic.socket.PacketDemux;
import io.nodenet.transport.quic.socket.PeerPaths;
import io.nodenet.transport.quic.socket.Punches;
import io.nodenet.transport.quic.socket.QuicLanes;
import io.nodenet.transport.quic.socket.QuicNativeSupport;
import io.nodenet.transport.quic.socket.RetryTokens;
import io.nodenet.transport.quic.socket.SocketSettings;
import io.nodenet.transport.quic.socket.UdpEndpoint;
import io.nodenet.transport.quic.socket.UdpSockets;
import io.nodenet.transport.quic.tls.TlsContexts;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.security.SecureRandom;
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
 * The production {@link Transport}: QUIC over one UDP port, both dialing and accepting, with TLS bound to the NodeID (docs/protocol/04).
 * Bound to all addresses of this host it has a socket for each of them, and follows them as they come and go.
 *
 * <p>It owns a thread {@code nodenet-<first digits of the NodeID>}, which is its {@link #loop()}: everything of the socket, of
 * its connections and of the node above runs there. The thread starts with the first task and ends with {@link #close()}.
 */
public final class QuicTransport implements Transport {
    private static final Logger LOG = LoggerFactory.getLogger(QuicTransport.class);

    private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** Time of closing that is kept for ending the loop after the connections. */
    private static final long LOOP_END_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** What the connections of an address that is gone may take to end. */
    private static final long RETIRE_NANOS = TimeUnit.SECONDS.toNanos(1);

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
    private final SharedCounters<MediaCounter> mediaCounters = new SharedCounters<>(MediaCounter.class);
    private final SecureRandom random = new SecureRandom();
    private final CodecAddresses codecAddresses = new CodecAddresses();
    private final PeerPaths peers;
    private final DialPaths dialed = new DialPaths(codecAddresses);
    private final LiveChannels live = new LiveChannels();
    private final EdgeBuffers buffers;
    private final LiveMedia liveMedia;
    private final InboundSlots admission;
    private final Map<Long, DialAttempt> dials = new HashMap<>();
    private final AtomicReference<State> state = new AtomicReference<>(State.NEW);
    private boolean closing;
    private volatile @Nullable ConnectionScope scope;
    private volatile @Nullable QuicLanes lanes;
    private volatile @Nullable UdpSockets sockets;
    private volatile @Nullable Punches punches;
    private volatile @Nullable RelaySockets relays;
    private volatile @Nullable MediaDials mediaDials;
    private @Nullable InterfaceWatch interfaces;

    private QuicTransport(Identity identity, QuicConfig config) {
        this.identity = identity;
        this.localId = identity.nodeId();
        this.config = config;
        this.support = QuicNativeSupport.choose(config.socket().forceNio());
        this.group = new MultiThreadIoEventLoopGroup(1, this::thread, support.ioHandlerFactory());
        this.eventLoop = group.next();
        this.loop = new EventLoopNodeLoop(eventLoop);
        this.flushes = new FlushQueue(eventLoop, loop);
        this.buffers = new EdgeBuffers(eventLoop);
        this.liveMedia = new LiveMedia(loop);
        this.peers = new PeerPaths(random, loop::nanos, counters, codecAddresses);
        SocketSettings limits = config.socket();
        this.admission = new InboundSlots(limits.maxInbound(), limits.maxInboundPerAddress(), limits.maxHandshakes());
    }

    /**
     * Returns a factory that creates a transport for an identity, so that a node can be stopped and started again.
     *
     * <p>The factory throws {@link io.nodenet.TransportException} if the native QUIC library is missing.
     *
     * @param settings sets what differs from the defaults; called once, now
     * @return the factory
     * @throws io.nodenet.ConfigurationException if a setting is invalid
     */
    public static Function<Identity, Transport> factory(Consumer<QuicTransportBuilder> settings) {
        QuicTransportBuilder builder = new QuicTransportBuilder();
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
    public EnumCounters<TransportCounter> counters() {
        return counters;
    }

    @Override
    public void start(TransportListener listener) {
        refuseOnLoop("started");
        if (!state.compareAndSet(State.NEW, State.RUNNING)) {
            throw new NodeStateException("This transport was started before: make a new one");
        }
        TlsContexts tls = TlsContexts.create(identity, counters);
        ConnectionScope shared = new ConnectionScope(
                config.edge(), eventLoop, loop, flushes, counters, live, tls.trust(), listener, buffers);
        MediaSettings mediaLimits = config.media();
        MediaScope media = new MediaScope(
                shared,
                new InboundSlots(mediaLimits.maxInbound(), mediaLimits.maxInboundPerAddress(), 0),
                mediaCounters,
                liveMedia,
                mediaLimits.limited());
        int initials = config.socket().maxInitialsPerAddress();
        FirstPackets firstPackets = new FirstPackets(admission, new InitialLimiter(2 * initials, initials), counters);
        QuicLanes codecs = QuicLanes.open(
                new QuicLanes.Parts(
                        support,
                        config.socket(),
                        tls,
                        codecAddresses,
                        peers,
                        new RetryTokens(admission::isUnderLoad, loop, peers, codecAddresses, random, counters),
                        loop::nanos,
                        counters,
                        new AcceptedChannels(shared, admission, new QuicMediaAcceptor(media), peers, tls),
                        new AcceptedStreams(loop)),
                eventLoop);
        scope = shared;
        lanes = codecs;
        UdpSockets opened = UdpSockets.open(
                new UdpEndpoint.Parts(
                        support,
                        group,
                        () -> new PacketDemux(codecs, peers, dialed, firstPackets, loop, counters, flushes)),
                config.socket().bindAddress(),
                config.localAddresses());
        sockets = opened;
        punches = new Punches(remote -> opened.towards(remote).channel(), counters);
        mediaDials = new MediaDials(
                media,
                new Dial.Dialing(codecs, dialed),
                remote -> opened.towards(remote).channel(),
                random::nextLong);
        relays = new RelaySockets(
                new RelaySockets.Parts(
                        support,
                        eventLoop,
                        loop,
                        peer -> opened.towards(peer).localAddress().getAddress(),
                        counters,
                        listener),
                config.relay());
        LOG.debug(
                "{} listens on {} with {} sockets ({})",
                localId.shortText(),
                boundEndpoint(),
                opened.all().size(),
                support.isEpoll() ? "epoll" : "NIO");
        if (opened.isWildcard()) {
            InterfaceWatch watch = new InterfaceWatch(
                    "nodenet-interfaces-" + localId.shortText(), config.localAddresses(), this::follow);
            interfaces = watch;
            watch.start();
        }
    }

    /** Follows the addresses of this host; on the thread that looks at them. */
    private void follow(List<InetAddress> addresses) {
        ConnectionScope shared = scope;
        if (shared != null && opened().follow(addresses, gone -> loop.execute(() -> retire(gone)))) {
            loop.execute(shared.listener()::onLocalEndpointsChanged);
        }
    }

    /** Ends the connections of a socket whose address is gone, and then the socket, so that the address may come again. */
    private void retire(UdpEndpoint gone) {
        live.abandon(gone.channel());
        relays().abandon(gone.localAddress().getAddress());
        loop.schedule(() -> opened().discard(gone), RETIRE_NANOS);
    }

    @Override
    public Endpoint boundEndpoint() {
        return LocalEndpoints.bound(opened().boundAddress());
    }

    @Override
    public List<Endpoint> localEndpoints() {
        return opened().endpoints();
    }

    private UdpSockets opened() {
        UdpSockets opened = sockets;
        if (opened == null) {
            throw notStarted();
        }
        return opened;
    }

    private static NodeStateException notStarted() {
        return new NodeStateException("The transport is not started");
    }

    @Override
    public void dial(long operation, NodeId expected, Endpoint endpoint, long timeoutNanos) {
        InetSocketAddress remote = DialTargets.resolve(endpoint);
        ConnectionScope shared = scope;
        UdpSockets opened = sockets;
        QuicLanes codecs = lanes;
        if (closing || shared == null || opened == null || codecs == null) {
            refuse(operation, DialFailure.Reason.CLOSED, "the transport is not running");
        } else if (remote == null) {
            refuse(
                    operation,
                    DialFailure.Reason.BAD_ENDPOINT,
                    endpoint + " is not a literal ip:port that can be dialed");
        } else {
            try {
                UdpEndpoint socket = opened.towards(remote);
                DialAttempt.Callback answer = new Answer(operation, shared.listener());
                DialAttempt attempt = new DialAttempt(
                        shared,
                        new Dial.Dialing(codecs, dialed),
                        socket.channel(),
                        expected,
                        remote,
                        random.nextLong(),
                        answer);
                dials.put(operation, attempt);
                loop.execute(() -> attempt.start(timeoutNanos));
            } catch (NoRouteToHostException e) {
                refuse(operation, DialFailure.Reason.NO_ROUTE, String.valueOf(e.getMessage()));
            }
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
    public void punch(Endpoint target) {
        Punches ready = punches;
        if (ready != null && !closing) {
            ready.send(target);
        }
    }

    @Override
    public void openRelay(long session, Endpoint caller, Endpoint callee) {
        relays().open(session, caller, callee);
    }

    @Override
    public void closeRelay(long session) {
        relays().close(session);
    }

    @Override
    public boolean canRelay() {
        return true;
    }

    @Override
    public void openMedia(long operation, NodeId peer, Endpoint endpoint, long timeoutNanos) {
        mediaDials().open(operation, peer, endpoint, timeoutNanos);
    }

    @Override
    public void cancelMedia(long operation) {
        mediaDials().cancel(operation);
    }

    @Override
    public boolean hasMedia() {
        return true;
    }

    @Override
    public Map<MediaCounter, Long> mediaCounters() {
        return mediaCounters.snapshot();
    }

    private MediaDials mediaDials() {
        MediaDials ready = mediaDials;
        if (ready == null) {
            throw notStarted();
        }
        return ready;
    }

    private RelaySockets relays() {
        RelaySockets ready = relays;
        if (ready == null) {
            throw notStarted();
        }
        return ready;
    }

    @Override
    public void close() {
        refuseOnLoop("closed");
        long deadline = System.nanoTime() + CLOSE_NANOS;
        if (state.getAndSet(State.CLOSED) != State.CLOSED) {
            InterfaceWatch watch = interfaces;
            if (watch != null) {
                watch.close();
            }
            CompletableFuture<@Nullable Void> quiet = new CompletableFuture<>();
            quiet.thenRun(buffers::close);
            loop.execute(() -> shutdown(quiet));
            try {
                quiet.get(deadline - LOOP_END_NANOS - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException | TimeoutException e) {
                LOG.warn("Timed out closing connections: {}", occupancy()); // off the loop, which may hang: roughly
            }
            QuicLanes codecs = lanes;
            if (codecs != null) {
                codecs.close();
            }
            UdpSockets opened = sockets;
            if (opened != null) {
                opened.close()
                        .forEach(closed -> closed.awaitUninterruptibly(remaining(deadline), TimeUnit.NANOSECONDS));
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
        MediaDials opening = mediaDials;
        if (opening != null) {
            opening.close();
        }
        RelaySockets carrying = relays;
        if (carrying != null) {
            carrying.closeAll();
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

    /** Returns how much of everything that grows with connections is left: nothing, once they all have ended. The loop only. */
    Occupancy occupancy() {
        ConnectionScope shared = scope;
        RelaySockets carrying = relays;
        MediaDials opening = mediaDials;
        return new Occupancy(
                live.size(),
                admission.connections(),
                admission.handshakes(),
                dials.size(),
                dialed.size(),
                peers.size(),
                peers.connections(),
                shared == null ? 0 : shared.trust().size(),
                carrying == null ? 0 : carrying.size(),
                liveMedia.size(),
                opening == null ? 0 : opening.size());
    }
}
