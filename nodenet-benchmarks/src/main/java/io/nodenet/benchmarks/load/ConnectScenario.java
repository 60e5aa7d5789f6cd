package io.nodenet.benchmarks.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.nodenet.fact.CloseReason;
import io.nodenet.identity.Identity;
import io.nodenet.node.Node;
import io.nodenet.transport.Connection;
import io.nodenet.transport.Transport;
import io.nodenet.transport.quic.QuicTransport;
import io.nodenet.wire.FrameType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The time from a dial to the first pong, compared with handshake, stream and echo of the raw codec: of two that have seen each other's
 * certificates before, and of strangers, who check them.
 */
final class ConnectScenario implements Scenario {
    private static final byte[] PING = {1, 2, 0};
    private static final long WAIT_SECONDS = 10;

    /** How many dial as many nodes, each one once: fewer than a transport has certificates in its memory. */
    private static final int STRANGERS = 16;

    /** One dial, until the answer to its first frame. */
    private interface Attempt {
        void run() throws Exception;
    }

    @Override
    public List<Figure> run(Duration time) throws Exception {
        InTurn times = InTurn.measure(() -> raw(time), () -> ours(time));
        Latencies raw = times.raw();
        Latencies ours = times.ours();
        Latencies strangers = strangers().orBetter(strangers()).orBetter(strangers());
        return List.of(
                new Figure("connect", "raw codec p50", raw.micros(0.5), "us", null),
                new Figure("connect", "dial to first pong p50", ours.micros(0.5), "us", raw.micros(0.5)),
                new Figure("connect", "the same of strangers p50", strangers.micros(0.5), "us", raw.micros(0.5)));
    }

    private static Latencies repeat(Duration time, Attempt attempt) throws Exception {
        Latencies latencies = new Latencies();
        long warmUntil = System.nanoTime() + time.toNanos();
        long until = warmUntil + time.toNanos();
        while (System.nanoTime() - until < 0) {
            long start = System.nanoTime();
            attempt.run();
            if (start - warmUntil > 0) {
                latencies.add(System.nanoTime() - start);
            }
        }
        return latencies;
    }

    /** A node that answers pings. */
    private static final class Answerer implements AutoCloseable {
        private final Identity identity = Identity.generate();
        private final AtomicReference<Transport> transport = new AtomicReference<>();
        private final Node node = Node.builder()
                .identity(identity)
                .difficulty(0)
                .rateLimited(false)
                .transport(self -> {
                    // the limit of new connections per address would make it wait most of the time
                    transport.set(QuicTransport.factory(
                                    quic -> quic.bind("127.0.0.1", 0).maxInitialsPerAddress(0))
                            .apply(self));
                    return transport.get();
                })
                .build();

        Answerer() {
            node.start();
        }

        @Override
        public void close() {
            node.close();
        }
    }

    /** Dials nodes and pings them. */
    private static final class Dialer extends Peer {
        private final BlockingQueue<Connection> pongs = new LinkedBlockingQueue<>();

        /** Dials a node and waits for its pong. */
        void ping(Answerer node) throws Exception {
            Connection connection = connect(node.identity, node.transport.get());
            transport.loop().execute(() -> connection.send(Unpooled.wrappedBuffer(PING)));
            Connection answered = pongs.poll(WAIT_SECONDS, TimeUnit.SECONDS);
            if (answered == null) {
                throw new IllegalStateException("no pong");
            }
            transport.loop().execute(() -> answered.close(CloseReason.DROPPED));
        }

        @Override
        public void onFrame(Connection connection, ByteBuf frame) {
            if (frame.getByte(frame.readerIndex() + 1) == FrameType.PONG.code()) {
                pongs.add(connection);
            }
        }
    }

    private static Latencies ours(Duration time) throws Exception {
        try (Answerer node = new Answerer();
                Dialer dialer = new Dialer()) {
            return repeat(time, () -> dialer.ping(node));
        }
    }

    /** Has everybody dial everybody once, after a dial between each of them and a third one. */
    private static Latencies strangers() throws Exception {
        List<Answerer> nodes = new ArrayList<>();
        List<Dialer> dialers = new ArrayList<>();
        try {
            for (int i = 0; i <= STRANGERS; i++) {
                nodes.add(new Answerer());
                dialers.add(new Dialer());
                dialers.get(i).ping(nodes.get(0));
                dialers.get(0).ping(nodes.get(i));
            }
            Latencies latencies = new Latencies();
            for (Answerer node : nodes.subList(1, nodes.size())) {
                for (Dialer dialer : dialers.subList(1, dialers.size())) {
                    long start = System.nanoTime();
                    dialer.ping(node);
                    latencies.add(System.nanoTime() - start);
                }
            }
            return latencies;
        } finally {
            dialers.forEach(Dialer::close);
            nodes.forEach(Answerer::close);
        }
    }

    private static Latencies raw(Duration time) throws Exception {
        try (RawQuic server = RawQuic.server(PingPongScenario.EchoHandler::new);
                RawQuic client = RawQuic.client()) {
            return repeat(time, () -> {
                CompletableFuture<Boolean> echoed = new CompletableFuture<>();
                QuicStreamChannel stream = client.connect(server.address(), new SimpleChannelInboundHandler<ByteBuf>() {
                    @Override
                    protected void channelRead0(ChannelHandlerContext ctx, ByteBuf message) {
                        echoed.complete(true);
                    }
                });
                stream.writeAndFlush(Unpooled.wrappedBuffer(PING), stream.voidPromise());
                echoed.get(WAIT_SECONDS, TimeUnit.SECONDS);
                stream.parent().close();
            });
        }
    }
}
