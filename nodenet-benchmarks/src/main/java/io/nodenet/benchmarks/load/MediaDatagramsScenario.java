package io.nodenet.benchmarks.load;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.quic.QuicChannel;
import io.nodenet.media.MediaListener;
import io.nodenet.media.MediaSendResult;
import io.nodenet.media.MediaSession;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Datagrams of 1,200 bytes per second over one media session, compared with the raw codec at its best. Only arrivals are counted, because
 * the codec silently drops datagrams for which it has no room. Both keep a number of datagrams in flight. A node runs applications on
 * separate threads, so the codec is measured with such threads, which are woken once per burst, and without, with the application on its
 * loops.
 */
final class MediaDatagramsScenario implements Scenario {
    private static final int BYTES = MediaSession.MAX_DATAGRAM_BYTES;
    private static final int CHANNEL = MediaSession.MIN_CHANNEL;

    private static final int[] RAW_UNDER_WAY = {32, 64, 128};

    /** No more than the send ring holds. */
    private static final int[] UNDER_WAY = {32, 64};

    /** A sender is notified after this number of arrivals. */
    private static final int PER_WAKE_UP = 16;

    @Override
    public List<Figure> run(Duration time) throws Exception {
        List<Figure> figures = new ArrayList<>();
        for (boolean ownThreads : new boolean[] {false, true}) {
            Cost raw = new Cost(0, 0);
            for (int underWay : RAW_UNDER_WAY) {
                raw = raw.orBetter(raw(underWay, ownThreads, time));
            }
            Cost ours = new Cost(0, 0);
            for (int underWay : UNDER_WAY) {
                ours = ours.orBetter(ours(underWay, ownThreads, time));
            }
            String where = ownThreads ? "application on its threads" : "application on the loops";
            figures.add(figure("raw codec, " + where, raw.perSecond(), "datagrams/s", null));
            figures.add(figure("raw codec, " + where + ", CPU per datagram", raw.cpuMicros(), "us", null));
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

    /** Counts the datagrams of a session, and repeatedly reports arrivals. */
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

    private static Cost raw(int underWay, boolean ownThreads, Duration time) throws Exception {
        Rate rate = new Rate();
        byte[] payload = new byte[1 + BYTES];
        ExecutorService sending = Executors.newSingleThreadExecutor();
        ExecutorService receiving = Executors.newSingleThreadExecutor();
        RawReceiver receiver = new RawReceiver(rate, ownThreads ? receiving : Runnable::run);
        try (RawQuic client = RawQuic.client();
                RawQuic server = RawQuic.server(ChannelInboundHandlerAdapter::new, () -> receiver)) {
            RawSender sender = new RawSender(client.dial(server.address()), payload);
            try (DatagramWindow window = new DatagramWindow(
                    ownThreads ? sending : sender.connection.eventLoop(), underWay, rate, sender::add, sender::flush)) {
                receiver.onArrivals = window::go;
                Cost cost = Cost.measure(rate, time);
                receiver.onArrivals = () -> {};
                return cost;
            }
        } finally {
            sending.shutdown();
            receiving.shutdown();
        }
    }

    /** Sends all added datagrams in one task of the loop. */
    private static final class RawSender {
        private final QuicChannel connection;
        private final byte[] payload;
        private List<ByteBuf> added = new ArrayList<>();

        RawSender(QuicChannel connection, byte[] payload) {
            this.connection = connection;
            this.payload = payload;
        }

        boolean add() {
            return added.add(connection.alloc().directBuffer(payload.length).writeBytes(payload));
        }

        void flush() {
            List<ByteBuf> batch = added;
            added = new ArrayList<>();
            if (connection.eventLoop().inEventLoop()) {
                send(batch);
            } else {
                connection.eventLoop().execute(() -> send(batch));
            }
        }

        private void send(List<ByteBuf> batch) {
            for (ByteBuf datagram : batch) {
                connection.write(datagram, connection.voidPromise());
            }
            connection.flush();
        }
    }

    /** Counts the datagrams of a connection on an executor, one burst at a time, and repeatedly reports arrivals. */
    private static final class RawReceiver extends ChannelInboundHandlerAdapter {
        private final Rate rate;
        private final Executor executor;
        private List<ByteBuf> burst = new ArrayList<>();
        private volatile Runnable onArrivals = () -> {};

        RawReceiver(Rate rate, Executor executor) {
            this.rate = rate;
            this.executor = executor;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object datagram) {
            burst.add((ByteBuf) datagram);
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            List<ByteBuf> arrived = burst;
            burst = new ArrayList<>();
            executor.execute(() -> count(arrived));
        }

        private void count(List<ByteBuf> arrived) {
            for (ByteBuf datagram : arrived) {
                datagram.release();
                rate.add(1);
                if (rate.total() % PER_WAKE_UP == 0) {
                    onArrivals.run();
                }
            }
        }
    }
}
