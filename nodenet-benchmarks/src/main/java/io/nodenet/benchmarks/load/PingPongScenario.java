package io.nodenet.benchmarks.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.nodenet.transport.Connection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The round trip of a 1 KiB frame, one at a time. */
final class PingPongScenario implements Scenario {
    @Override
    public List<Figure> run(Duration time) throws Exception {
        try (Spinners awake = new Spinners()) {
            String how = awake.describe();
            InTurn times = InTurn.measure(() -> raw(time), () -> ours(time));
            Latencies raw = times.raw();
            Latencies ours = times.ours();
            return List.of(
                    new Figure("ping-pong", "raw codec p50" + how, raw.micros(0.5), "us", null),
                    new Figure("ping-pong", "1 KiB p50" + how, ours.micros(0.5), "us", raw.micros(0.5)),
                    new Figure("ping-pong", "1 KiB p99" + how, ours.micros(0.99), "us", raw.micros(0.99)));
        }
    }

    /** Sends the next ball when the last one is back, until the time is over. */
    private static final class Game {
        final Latencies latencies = new Latencies();
        final CompletableFuture<Latencies> over = new CompletableFuture<>();
        private final long warmUntil;
        private final long until;
        private long served;

        Game(Duration time) {
            warmUntil = System.nanoTime() + time.toNanos();
            until = warmUntil + time.toNanos();
        }

        /** Takes the returned ball; returns whether to serve again. */
        boolean back() {
            long now = System.nanoTime();
            if (now - warmUntil > 0) {
                latencies.add(now - served);
            }
            if (now - until > 0) {
                over.complete(latencies);
                return false;
            }
            served = now;
            return true;
        }

        Latencies await(Duration time) throws Exception {
            return over.get(3 * time.toMillis() + 10_000, TimeUnit.MILLISECONDS);
        }
    }

    private static Latencies ours(Duration time) throws Exception {
        Game game = new Game(time);
        ByteBuf ball = Payloads.frame();
        try (Peer echo = new Peer() {
                    @Override
                    public void onFrame(Connection connection, ByteBuf frame) {
                        connection.send(frame);
                    }
                };
                Peer player = new Peer() {
                    @Override
                    public void onFrame(Connection connection, ByteBuf frame) {
                        if (game.back()) {
                            connection.send(ball);
                        }
                    }
                }) {
            Connection connection = player.connect(echo);
            player.transport.loop().execute(() -> {
                game.served = System.nanoTime();
                connection.send(ball);
            });
            return game.await(time);
        }
    }

    private static Latencies raw(Duration time) throws Exception {
        Game game = new Game(time);
        ByteBuf ball = Unpooled.directBuffer(Payloads.STREAM_BYTES);
        Payloads.writeToStream(ball);
        try (RawQuic server = RawQuic.server(EchoHandler::new);
                RawQuic client = RawQuic.client()) {
            QuicStreamChannel stream = client.connect(server.address(), new SimpleChannelInboundHandler<ByteBuf>() {
                private int missing = Payloads.STREAM_BYTES;

                @Override
                protected void channelRead0(ChannelHandlerContext ctx, ByteBuf message) {
                    missing -= message.readableBytes();
                    if (missing == 0) {
                        missing = Payloads.STREAM_BYTES;
                        if (game.back()) {
                            ctx.writeAndFlush(ball.retainedDuplicate(), ctx.voidPromise());
                        }
                    }
                }
            });
            stream.eventLoop().execute(() -> {
                game.served = System.nanoTime();
                stream.writeAndFlush(ball.retainedDuplicate(), stream.voidPromise());
            });
            return game.await(time);
        } finally {
            ball.release();
        }
    }

    /** Echoes everything that it reads. */
    static final class EchoHandler extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ctx.writeAndFlush(message, ctx.voidPromise());
        }
    }
}
