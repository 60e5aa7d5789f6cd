package io.nodenet.benchmarks.load;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.SimpleChannelInboundHandler;
import io.nodenet.transport.Connection;
import io.nodenet.transport.WriteResult;
import java.time.Duration;
import java.util.List;

/**
 * 1 KiB frames per second over one edge, compared with the raw codec at its best: writing one frame at a time, 16, or 64. Each measurement
 * of the codec is followed by one of an edge, and the best of either count, so that both are compiled equally well.
 */
final class FramesScenario implements Scenario {
    private static final int[] RAW_BATCHES = {1, 16, 64};

    /** After two seconds the compiler has not finished with an edge. */
    private static final Duration WARM_UP = Duration.ofSeconds(4);

    @Override
    public List<Figure> run(Duration time) throws Exception {
        Cost raw = new Cost(0, 0);
        Cost ours = new Cost(0, 0);
        for (int batch : RAW_BATCHES) {
            raw = raw.orBetter(raw(batch, time));
            ours = ours.orBetter(ours(time));
        }
        return figures("frames", "raw codec", raw, "one edge", ours);
    }

    /** Returns the rates of both, and the CPU time per frame of one with that of the other as its limit. */
    static List<Figure> figures(String scenario, String other, Cost limit, String name, Cost ours) {
        return List.of(
                new Figure(scenario, other, limit.perSecond(), "frames/s", null),
                new Figure(scenario, other + ", CPU per frame", limit.cpuMicros(), "us", null),
                new Figure(scenario, name, ours.perSecond(), "frames/s", limit.perSecond()),
                new Figure(scenario, name + ", CPU per frame", ours.cpuMicros(), "us", limit.cpuMicros()));
    }

    /** Measures one edge between two transports. */
    static Cost ours(Duration time) throws Exception {
        Rate rate = new Rate();
        try (Peer receiver = new Peer() {
                    @Override
                    public void onFrame(Connection connection, ByteBuf frame) {
                        rate.add(1);
                    }
                };
                Sender sender = new Sender()) {
            sender.pump(sender.connect(receiver));
            return Cost.measure(rate, WARM_UP, time);
        }
    }

    /** Fills its connection whenever there is room. */
    private static final class Sender extends Peer {
        private final ByteBuf frame = Payloads.frame();

        void pump(Connection connection) {
            transport.loop().execute(() -> onWritable(connection));
        }

        @Override
        public void onWritable(Connection connection) {
            while (connection.send(frame) == WriteResult.ACCEPTED) {
                continue;
            }
        }
    }

    private static Cost raw(int batch, Duration time) throws Exception {
        Rate bytes = new Rate();
        try (RawQuic server = RawQuic.server(() -> new CountingHandler(bytes));
                RawQuic client = RawQuic.client()) {
            client.connect(server.address(), new PumpHandler(batch));
            return Cost.measure(bytes, WARM_UP, time).per(Payloads.STREAM_BYTES);
        }
    }

    private static final class CountingHandler extends SimpleChannelInboundHandler<ByteBuf> {
        private final Rate bytes;

        CountingHandler(Rate bytes) {
            this.bytes = bytes;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, ByteBuf message) {
            bytes.add(message.readableBytes());
        }
    }

    /** Keeps a few writes in flight. */
    private static final class PumpHandler extends ChannelInboundHandlerAdapter {
        private static final int UNDER_WAY = 64;

        private final int batch;

        PumpHandler(int batch) {
            this.batch = batch;
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            for (int i = 0; i < Math.max(2, UNDER_WAY / batch); i++) {
                ctx.executor().execute(() -> write(ctx));
            }
        }

        private void write(ChannelHandlerContext ctx) {
            ByteBuf buffer = ctx.alloc().directBuffer(batch * Payloads.STREAM_BYTES);
            for (int i = 0; i < batch; i++) {
                Payloads.writeToStream(buffer);
            }
            ctx.writeAndFlush(buffer).addListener((ChannelFuture written) -> {
                if (written.isSuccess()) {
                    ctx.executor().execute(() -> write(ctx));
                }
            });
        }
    }
}
