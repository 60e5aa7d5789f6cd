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
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The time in which a node connects to a peer whose address it knows and has the first message echoed, against handshake, stream and echo
 * of the raw codec; both on loopback and with a delay on the way.
 */
final class NodeConnectScenario implements Scenario {
    private static final byte[] MESSAGE = new byte[64];
    private static final long WAIT_SECONDS = 20;

    /** Less than the introductions that a peer gives one originator in an hour. */
    private static final int ROUND = 100;

    private static final Duration ROUND_TRIP = Duration.ofMillis(60);

    @Override
    public List<Figure> run(Duration time) throws Exception {
        double raw = raw(time, Duration.ZERO);
        double ours = ours(time, Duration.ZERO);
        double rawFar = roundTrips(raw(time, ROUND_TRIP));
        double oursFar = roundTrips(ours(time, ROUND_TRIP));
        return List.of(
                new Figure("node-connect", "raw codec p50", raw, "us", null),
                new Figure("node-connect", "connect and echo p50", ours, "us", raw),
                new Figure("node-connect", "raw codec p50, 60 ms away", rawFar, "round trips", null),
                new Figure("node-connect", "connect and echo p50, 60 ms away", oursFar, "round trips", rawFar));
    }

    private static double roundTrips(double micros) {
        return micros / TimeUnit.NANOSECONDS.toMicros(ROUND_TRIP.toNanos());
    }

    /** Something that is measured from its begin to its end, and what is done between two of them. */
    private interface Attempt {
        void connectAndEcho() throws Exception;

        void disconnect() throws Exception;
    }

    /** Makes what is measured anew. */
    private interface Round {
        void run(Latencies latencies) throws Exception;
    }

    /** Measures rounds for a time, after others that warm up for as long. */
    private static double repeat(Duration time, Round round) throws Exception {
        Latencies discarded = new Latencies();
        long warmUntil = System.nanoTime() + time.toNanos();
        while (System.nanoTime() - warmUntil < 0) {
            round.run(discarded);
        }
        Latencies latencies = new Latencies();
        long until = System.nanoTime() + time.toNanos();
        while (System.nanoTime() - until < 0) {
            round.run(latencies);
        }
        return latencies.micros(0.5);
    }

    private static void round(Latencies latencies, Attempt attempt) throws Exception {
        for (int i = 0; i < ROUND; i++) {
            long start = System.nanoTime();
            attempt.connectAndEcho();
            if (i > 0) { // before that the address is not known
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

    /** Starts a node and waits for its first edge, that to the anchor. */
    private static void startConnected(Node node) throws InterruptedException {
        CountDownLatch connected = new CountDownLatch(1);
        node.on(NodeEvent.PeerConnected.class, event -> connected.countDown());
        node.start();
        if (!connected.await(WAIT_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("no edge to the anchor");
        }
    }

    private static InetSocketAddress addressOf(Node node) {
        return Objects.requireNonNull(node.endpoint().toSocketAddress());
    }

    private static double ours(Duration time, Duration roundTrip) throws Exception {
        return repeat(time, latencies -> oursOnce(latencies, roundTrip));
    }

    private static void oursOnce(Latencies latencies, Duration roundTrip) throws Exception {
        BlockingQueue<byte[]> echoes = new LinkedBlockingQueue<>();
        try (DelayedPath path = new DelayedPath(roundTrip.dividedBy(2));
                Node anchor = node().build()) {
            anchor.start();
            String known = anchor.id() + "@" + anchor.endpoint().text();
            AtomicBoolean open = new AtomicBoolean();
            NodeId first = anchor.id();
            NodeBuilder behindPath =
                    node().anchor(known).edgeAdmission((id, outbound) -> !outbound || id.equals(first));
            if (!roundTrip.isZero()) {
                behindPath.advertise("127.0.0.1:" + path.address().getPort());
            }
            try (Node peer = behindPath.build();
                    Node dialer = node().anchor(known)
                            // nothing but connect dials
                            .edgeAdmission((id, outbound) -> !outbound || id.equals(first) || open.get())
                            .build()) {
                peer.onMessage(message -> peer.sendDirect(message.originator(), message.payload()));
                startConnected(peer);
                path.leadTo(addressOf(peer));
                dialer.onMessage(message -> echoes.add(message.payload()));
                startConnected(dialer);
                BlockingQueue<NodeId> lost = new LinkedBlockingQueue<>();
                peer.on(NodeEvent.PeerDisconnected.class, event -> lost.add(event.peer()));
                round(latencies, new Attempt() {
                    @Override
                    public void connectAndEcho() throws Exception {
                        open.set(true);
                        dialer.connect(peer.id()).get(WAIT_SECONDS, TimeUnit.SECONDS);
                        dialer.sendDirect(peer.id(), MESSAGE);
                        Objects.requireNonNull(echoes.poll(WAIT_SECONDS, TimeUnit.SECONDS), "no echo");
                    }

                    @Override
                    public void disconnect() throws Exception {
                        open.set(false);
                        dialer.drop(peer.id()).get(WAIT_SECONDS, TimeUnit.SECONDS);
                        // an answer over the edge that is gone would be lost, and the question asked anew after a
                        // second
                        Objects.requireNonNull(lost.poll(WAIT_SECONDS, TimeUnit.SECONDS), "the edge is still there");
                    }
                });
            }
        }
    }

    private static double raw(Duration time, Duration roundTrip) throws Exception {
        try (DelayedPath path = new DelayedPath(roundTrip.dividedBy(2));
                RawQuic server = RawQuic.server(PingPongScenario.EchoHandler::new);
                RawQuic client = RawQuic.client()) {
            path.leadTo(server.address());
            InetSocketAddress target = roundTrip.isZero() ? server.address() : path.address();
            return repeat(time, latencies -> round(latencies, new RawAttempt(client, target)));
        }
    }

    /** Connects and has one message echoed by the codec alone. */
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
