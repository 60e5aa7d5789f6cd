package io.nodenet.benchmarks.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.nodenet.fact.NodeEvent;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.node.Node;
import io.nodenet.node.NodeBuilder;
import io.nodenet.transport.quic.QuicTransport;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The time in which a node connects to a peer whose address it knows and receives the first echo, compared with handshake, stream and echo
 * of the raw codec; both on loopback and with a delay on the path.
 */
final class NodeConnectScenario implements Scenario {
    private static final byte[] MESSAGE = new byte[64];
    private static final long WAIT_SECONDS = 20;

    private static final int ROUND = 100;

    /**
     * More than the neighbours that a node queries at once for nodes near it: those queries are a newcomer's, and not part of a connect.
     */
    private static final int ANCHORS = 5;

    /**
     * The attempts of a round that are not measured: until then the address is unknown, or one of the two dials the other on its own, which
     * becomes rarer because the edges end so soon.
     */
    private static final int UNMEASURED = 12;

    private static final Duration ROUND_TRIP = Duration.ofMillis(60);

    @Override
    public List<Figure> run(Duration time) throws Exception {
        Medians near = measure(time, Duration.ZERO);
        Medians far = measure(time, ROUND_TRIP);
        double rawFar = roundTrips(far.rawMicros);
        return List.of(
                new Figure("node-connect", "raw codec p50", near.rawMicros, "us", null),
                new Figure("node-connect", "connect and echo p50", near.micros, "us", near.rawMicros),
                new Figure("node-connect", "raw codec p50, 60 ms away", rawFar, "round trips", null),
                new Figure(
                        "node-connect",
                        "connect and echo p50, 60 ms away",
                        roundTrips(far.micros),
                        "round trips",
                        rawFar));
    }

    private static double roundTrips(double micros) {
        return micros / TimeUnit.NANOSECONDS.toMicros(ROUND_TRIP.toNanos());
    }

    /** The results of the codec and of nodes in the same minutes. */
    private record Medians(double rawMicros, double micros) {}

    /** A measured operation, and the action between two of them. */
    private interface Attempt {
        void connectAndEcho() throws Exception;

        void disconnect() throws Exception;
    }

    /** Measures the codec and nodes in turn for twice a time, after a warm-up of the same length. */
    private static Medians measure(Duration time, Duration roundTrip) throws Exception {
        try (DelayedPath path = new DelayedPath(roundTrip.dividedBy(2));
                RawQuic server = RawQuic.server(PingPongScenario.EchoHandler::new);
                RawQuic client = RawQuic.client()) {
            path.leadTo(server.address());
            RawAttempt raw = new RawAttempt(client, roundTrip.isZero() ? server.address() : path.address());
            alternate(time, roundTrip, raw, new Latencies(), new Latencies());
            Latencies ofCodec = new Latencies();
            Latencies ofNodes = new Latencies();
            alternate(time, roundTrip, raw, ofCodec, ofNodes);
            return new Medians(ofCodec.micros(0.5), ofNodes.micros(0.5));
        }
    }

    private static void alternate(Duration time, Duration roundTrip, RawAttempt raw, Latencies codec, Latencies nodes)
            throws Exception {
        long until = System.nanoTime() + 2 * time.toNanos();
        while (System.nanoTime() - until < 0) {
            round(codec, raw);
            nodes(nodes, roundTrip);
        }
    }

    private static void round(Latencies latencies, Attempt attempt) throws Exception {
        for (int i = 0; i < ROUND; i++) {
            long start = System.nanoTime();
            attempt.connectAndEcho();
            if (i >= UNMEASURED) {
                latencies.add(System.nanoTime() - start);
            }
            attempt.disconnect();
        }
    }

    private static NodeBuilder node() {
        return Node.builder()
                .identity(Identity.generate())
                .difficulty(0)
                .rateLimited(false)
                .transport(
                        QuicTransport.factory(quic -> quic.bind("127.0.0.1", 0).maxInitialsPerAddress(0)));
    }

    /** Starts a node and waits for its edges to the anchors. */
    private static void startConnected(Node node) throws InterruptedException {
        CountDownLatch connected = new CountDownLatch(ANCHORS);
        node.on(NodeEvent.PeerConnected.class, event -> connected.countDown());
        node.start();
        if (!connected.await(WAIT_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("no edges to the anchors");
        }
    }

    private static InetSocketAddress addressOf(Node node) {
        return Objects.requireNonNull(node.endpoint().toSocketAddress());
    }

    private static void nodes(Latencies latencies, Duration roundTrip) throws Exception {
        List<Node> anchors =
                Stream.generate(() -> node().build()).limit(ANCHORS).toList();
        try {
            anchors.forEach(Node::start);
            between(anchors, latencies, roundTrip);
        } finally {
            anchors.forEach(Node::close);
        }
    }

    private static NodeBuilder neighbourOf(List<Node> anchors) {
        NodeBuilder node = node();
        anchors.forEach(
                anchor -> node.anchor(anchor.id() + "@" + anchor.endpoint().text()));
        return node;
    }

    private static void between(List<Node> anchors, Latencies latencies, Duration roundTrip) throws Exception {
        BlockingQueue<byte[]> echoes = new LinkedBlockingQueue<>();
        try (DelayedPath path = new DelayedPath(roundTrip.dividedBy(2))) {
            NodeBuilder behindPath = neighbourOf(anchors);
            if (!roundTrip.isZero()) {
                behindPath.advertise("127.0.0.1:" + path.address().getPort());
            }
            try (Node peer = behindPath.build();
                    Node dialer = neighbourOf(anchors).build()) {
                peer.onMessage(message -> peer.sendDirect(message.originator(), message.payload()));
                startConnected(peer);
                path.leadTo(addressOf(peer));
                dialer.onMessage(message -> echoes.add(message.payload()));
                startConnected(dialer);
                BlockingQueue<NodeId> lost = new LinkedBlockingQueue<>();
                NodeId caller = dialer.id();
                peer.on(NodeEvent.PeerDisconnected.class, event -> {
                    if (event.peer().equals(caller)) {
                        lost.add(event.peer());
                    }
                });
                round(latencies, new Attempt() {
                    @Override
                    public void connectAndEcho() throws Exception {
                        dialer.connect(peer.id()).get(WAIT_SECONDS, TimeUnit.SECONDS);
                        dialer.sendDirect(peer.id(), MESSAGE);
                        Objects.requireNonNull(echoes.poll(WAIT_SECONDS, TimeUnit.SECONDS), "no echo");
                    }

                    @Override
                    public void disconnect() throws Exception {
                        lost.clear();
                        dialer.drop(peer.id()).get(WAIT_SECONDS, TimeUnit.SECONDS);
                        // an answer over the lost edge would be lost, and the query repeated after a
                        // second
                        Objects.requireNonNull(lost.poll(WAIT_SECONDS, TimeUnit.SECONDS), "the edge is still there");
                    }
                });
            }
        }
    }

    /** Connects and receives one echo with the codec alone. */
    private static final class RawAttempt implements Attempt {
        private final RawQuic client;
        private final InetSocketAddress server;
        private @Nullable QuicStreamChannel stream;

        RawAttempt(RawQuic client, InetSocketAddress server) {
            this.client = client;
            this.server = server;
        }

        @Override
        public void connectAndEcho() throws Exception {
            CompletableFuture<Boolean> echoed = new CompletableFuture<>();
            QuicStreamChannel opened = client.connect(server, new SimpleChannelInboundHandler<ByteBuf>() {
                @Override
                protected void channelRead0(ChannelHandlerContext ctx, ByteBuf message) {
                    echoed.complete(true);
                }
            });
            stream = opened;
            opened.writeAndFlush(Unpooled.wrappedBuffer(MESSAGE), opened.voidPromise());
            echoed.get(WAIT_SECONDS, TimeUnit.SECONDS);
        }

        @Override
        public void disconnect() {
            Objects.requireNonNull(stream).parent().close();
        }
    }
}
