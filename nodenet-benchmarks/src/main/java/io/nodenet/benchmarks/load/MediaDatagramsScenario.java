package io.nodenet.benchmarks.load;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.quic.QuicChannel;
import io.nodenet.media.MediaListener;
import io.nodenet.media.MediaSendResult;
import io.nodenet.media.MediaSession;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Datagrams of 1,200 bytes per second over one media session, against the raw codec at its best. Only what arrives is counted: the codec drops
 * without a word what it has no room for. Both keep a number of datagrams under way. With the application on the loops there are as many threads as
 * the codec has by itself; a node gives applications threads of their own.
 */
final class MediaDatagramsScenario implements Scenario {
    private static final int BYTES = MediaSession.MAX_DATAGRAM_BYTES;
    private static final int CHANNEL = MediaSession.MIN_CHANNEL;

    private static final int[] RAW_UNDER_WAY = {32, 64, 128};

    /** No more than the send ring holds. */
    private static final int[] UNDER_WAY = {32, 64};

    /** A sender is told after so many arrivals that it may go on. */
    private static final int PER_WAKE_UP = 16;

    @Override
    public List<Figure> run(Duration time) throws Exception {
        List<Figure> figures = new ArrayList<>();
        Cost raw = new Cost(0, 0);
        for (int underWay : RAW_UNDER_WAY) {
            raw = raw.orBetter(raw(underWay, time));
        }
        figures.add(figure("raw codec", raw.perSecond(), "datagrams/s", null));
        figures.add(figure("raw codec, CPU per datagram", raw.cpuMicros(), "us", null));
        for (boolean ownThreads : new boolean[] {false, true}) {
            Cost ours = new Cost(0, 0);
            for (int underWay : UNDER_WAY) {
                ours = ours.orBetter(ours(underWay, ownThreads, time));
            }
            String where = ownThreads ? "application on its threads" : "application on the loops";
            figures.add(figure(where, ours.perSecond(), "datagrams/s", raw.perSecond()));
            figures.add(figure(where + ", CPU per datagram", ours.cpuMicros(), "us", raw.cpuMicros()));
        }
        return figures;
    }

    private static Figure figure(String name, double value, String unit, @Nullable Double limit) {
        return new Figure("media-datagrams", name, value, unit, limit);
    }

    private static Cost ours(int underWay, boolean ownThreads, Duration time) throws Exception {
        Rate rate = new Rate();
        Receiver receiver = new Receiver(rate);
        ByteBuffer payload = ByteBuffer.allocate(BYTES);
        try (MediaPeer callee = new MediaPeer(ownThreads);
                MediaPeer caller = new MediaPeer(ownThreads)) {
            MediaSession session = caller.open(callee, (channel, datagram, nanos) -> {}, receiver);
            Executor executor = ownThreads ? caller.executor() : caller.transport.loop()::execute;
            try (DatagramWindow window = new DatagramWindow(
                    executor,
                    underWay,
                    rate,
                    () -> session.sendDatagram(CHANNEL, payload) == MediaSendResult.SENT,
                    () -> {})) {
                receiver.onArrivals = window::go;
                Cost cost = Cost.measure(rate, time);
                receiver.onArrivals = () -> {};
                return cost;
            }
        }
    }

    /** Counts the datagrams of a session, and tells again and again that some have come. */
    private static final class Receiver implements MediaListener {
        private final Rate rate;
        private volatile Runnable onArrivals = () -> {};

        Receiver(Rate rate) {
            this.rate = rate;
        }

        @Override
        public void onDatagram(int channel, ByteBuffer payload, long receivedNanos) {
            rate.add(1);
            if (rate.total() % PER_WAKE_UP == 0) {
                onArrivals.run();
            }
        }
    }

    private static Cost raw(int underWay, Duration time) throws Exception {
        Rate rate = new Rate();
        RawReceiver receiver = new RawReceiver(rate);
        byte[] payload = new byte[1 + BYTES];
        try (RawQuic client = RawQuic.client();
                RawQuic server = RawQuic.server(ChannelInboundHandlerAdapter::new, () -> receiver)) {
            QuicChannel connection = client.dial(server.address());
            try (DatagramWindow window = new DatagramWindow(
                    connection.eventLoop(),
                    underWay,
                    rate,
                    () -> {
                        ByteBuf datagram = connection.alloc().directBuffer(payload.length);
                        connection.write(datagram.writeBytes(payload), connection.voidPromise());
                        return true;
                    },
                    connection::flush)) {
                receiver.onArrivals = window::go;
                Cost cost = Cost.measure(rate, time);
                receiver.onArrivals = () -> {};
                return cost;
            }
        }
    }

    /** Counts the datagrams of a connection, and tells again and again that some have come. */
    private static final class RawReceiver extends SimpleChannelInboundHandler<ByteBuf> {
        private final Rate rate;
        private volatile Runnable onArrivals = () -> {};

        RawReceiver(Rate rate) {
            this.rate = rate;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, ByteBuf datagram) {
            rate.add(1);
            if (rate.total() % PER_WAKE_UP == 0) {
                onArrivals.run();
            }
        }
    }
}
