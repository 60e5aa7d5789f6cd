package io.nodenet.benchmarks.load;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.handler.codec.quic.DefaultQuicStreamFrame;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamType;
import io.nodenet.media.MediaListener;
import io.nodenet.media.MediaSession;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Messages of 64 KiB per second over one media session, compared with one stream of the raw codec per message; both with the best number in
 * flight.
 */
final class MediaMessagesScenario implements Scenario {
    private static final int BYTES = MediaSession.MAX_MESSAGE_BYTES;
    private static final int[] UNDER_WAY = {1, 4, 16};

    /** Whole messages, or in parts as a session writes them. */
    private static final int[] RAW_PARTS = {1 + BYTES, 8192};

    @Override
    public List<Figure> run(Duration time) throws Exception {
        List<Figure> figures = new ArrayList<>();
        Cost bestRaw = new Cost(0, 0);
        Cost best = bestRaw;
        for (int underWay : UNDER_WAY) {
            for (int partBytes : RAW_PARTS) {
                Cost raw = raw(underWay, partBytes, time);
                bestRaw = bestRaw.orBetter(raw);
                String parts = "raw codec, under way: " + underWay + ", in parts of " + partBytes;
                figures.add(figure(parts, raw.perSecond(), "messages/s", null));
            }
            Cost ours = ours(underWay, time);
            best = best.orBetter(ours);
            figures.add(figure("one session, under way: " + underWay, ours.perSecond(), "messages/s", null));
        }
        figures.add(figure("one session at its best", best.perSecond(), "messages/s", bestRaw.perSecond()));
        figures.add(figure("CPU per message", best.cpuMicros(), "us", bestRaw.cpuMicros()));
        return figures;
    }

    private static Figure figure(String name, double value, String unit, @Nullable Double limit) {
        return new Figure("media-messages", name, value, unit, limit);
    }

    private static Cost ours(int underWay, Duration time) throws Exception {
        Rate rate = new Rate();
        try (MediaPeer receiver = new MediaPeer(true);
                MediaPeer sender = new MediaPeer(true)) {
            MediaSession session = sender.open(receiver, (channel, payload, nanos) -> {}, new Receiver(rate));
            ByteBuffer payload = ByteBuffer.allocate(BYTES);
            for (int i = 0; i < underWay; i++) {
                sender.transport.loop().execute(() -> sendOneAfterTheOther(session, payload));
            }
            return Cost.measure(rate, time);
        }
    }

    private static void sendOneAfterTheOther(MediaSession session, ByteBuffer payload) {
        session.sendMessage(MediaSession.MIN_CHANNEL, payload).thenRun(() -> sendOneAfterTheOther(session, payload));
    }

    private static final class Receiver implements MediaListener {
        private final Rate rate;

        Receiver(Rate rate) {
            this.rate = rate;
        }

        @Override
        public void onDatagram(int channel, ByteBuffer payload, long receivedNanos) {}

        @Override
        public void onMessage(int channel, ByteBuffer payload, long receivedNanos) {
            rate.add(1);
        }
    }

    private static Cost raw(int underWay, int partBytes, Duration time) throws Exception {
        Rate rate = new Rate();
        try (RawQuic server = RawQuic.server(() -> new RawReceiver(rate));
                RawQuic client = RawQuic.client()) {
            RawSender sender = new RawSender(client.dial(server.address()), partBytes);
            sender.start(underWay);
            Cost cost = Cost.measure(rate, time);
            sender.stop();
            return cost;
        }
    }

    /** Sends a message on a new stream whenever one has been written completely. */
    private static final class RawSender {
        private final QuicChannel connection;
        private final int partBytes;
        private boolean stopped; // the event loop only

        RawSender(QuicChannel connection, int partBytes) {
            this.connection = connection;
            this.partBytes = partBytes;
        }

        void start(int underWay) {
            for (int i = 0; i < underWay; i++) {
                connection.eventLoop().execute(this::sendOneAfterTheOther);
            }
        }

        /** Stops sending and closes the connection: a stream that is opened meanwhile would retain what is written to it. */
        void stop() {
            connection.eventLoop().submit(() -> stopped = true).syncUninterruptibly();
            connection.close().syncUninterruptibly();
        }

        private void sendOneAfterTheOther() {
            if (!stopped) {
                connection
                        .createStream(QuicStreamType.UNIDIRECTIONAL, new ChannelInboundHandlerAdapter())
                        .addListener(opened -> {
                            if (opened.getNow() instanceof QuicStreamChannel stream) {
                                writeTo(stream, 1 + BYTES);
                            } else {
                                // the peer allows no further stream yet
                                connection.eventLoop().execute(this::sendOneAfterTheOther);
                            }
                        });
            }
        }

        /** Writes a number of bytes and the end of the stream, one part after the other. */
        private void writeTo(QuicStreamChannel stream, int bytes) {
            if (stopped) {
                return;
            }
            int part = Math.min(bytes, partBytes);
            ByteBuf buffer = stream.alloc().directBuffer(part).writeZero(part);
            stream.writeAndFlush(new DefaultQuicStreamFrame(buffer, part == bytes))
                    .addListener((ChannelFuture written) -> {
                        if (part == bytes) {
                            sendOneAfterTheOther();
                        } else if (written.isSuccess()) {
                            writeTo(stream, bytes - part);
                        }
                    });
        }
    }

    /** Counts a stream that has delivered a whole message. */
    private static final class RawReceiver extends SimpleChannelInboundHandler<ByteBuf> {
        private final Rate rate;
        private int received;

        RawReceiver(Rate rate) {
            this.rate = rate;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, ByteBuf part) {
            received += part.readableBytes();
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event == ChannelInputShutdownReadComplete.INSTANCE && received == 1 + BYTES) {
                rate.add(1);
            }
        }
    }
}
