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
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** The time from a dial to the first pong, compared with handshake, stream and echo of the raw codec. */
final class ConnectScenario implements Scenario {
    private static final byte[] PING = {1, 2, 0};
    private static final long WAIT_SECONDS = 10;

    /** One dial, until the answer to its first frame. */
    private interface Attempt {
        void run() throws Exception;
    }

    @Override
    public List<Figure> run(Duration time) throws Exception {
        InTurn times = InTurn.measure(() -> raw(time), () -> ours(time));
        Latencies raw = times.raw();
        Latencies ours = times.ours();
        return List.of(
                new Figure("connect", "raw codec p50", raw.micros(0.5), "us", null),
                new Figure("connect", "dial to first pong p50", ours.micros(0.5), "us", raw.micros(0.5)));
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

    private static Latencies ours(Duration time) throws Exception {
        AtomicReference<Transport> transport = new AtomicReference<>();
        Identity identity = Identity.generate();
        BlockingQueue<Connection> pongs = new LinkedBlockingQueue<>();
        try (Node node = Node.builder()
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
                Peer dialer = new Peer() {
                    @Override
                    public void onFrame(Connection connection, ByteBuf frame) {
                        if (frame.getByte(frame.readerIndex() + 1) == FrameType.PONG.code()) {
                            pongs.add(connection);
                        }
                    }
                }) {
            node.start();
            return repeat(time, () -> {
                Connection connection = dialer.connect(identity, transport.get());
                dialer.transport.loop().execute(() -> connection.send(Unpooled.wrappedBuffer(PING)));
                Connection answered = pongs.poll(WAIT_SECONDS, TimeUnit.SECONDS);
                if (answered == null) {
                    throw new IllegalStateException("no pong");
                }
                dialer.transport.loop().execute(() -> answered.close(CloseReason.DROPPED));
            });
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
