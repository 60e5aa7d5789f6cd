package io.nodenet.benchmarks.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.nodenet.address.Endpoint;
import io.nodenet.transport.TransportCounter;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The throughput of one volunteer: datagrams of 1,350 bytes through a relay session, both peers on one other thread, compared with two
 * sockets with only a handler between them.
 */
final class RelayScenario implements Scenario {
    private static final String HOST = "127.0.0.1";
    private static final String STRANGER = "127.0.0.4";
    private static final int DATAGRAM_BYTES = 1_350;
    private static final int UNDER_WAY = 64;
    private static final int BUFFER = 131_072;
    private static final long PATIENCE_MILLIS = 10;
    private static final long SECONDS = 10;

    /** The measurements of one forwarder. */
    private record Measured(double perSecond, double cpuMicros, Latencies trips) {}

    /** Two ports, each of which sends what the other receives, and their thread. */
    private interface Forwarder extends AutoCloseable {
        InetSocketAddress entrance();

        InetSocketAddress exit();

        long threadId() throws Exception;

        @Override
        void close();
    }

    @Override
    public List<Figure> run(Duration time) throws Exception {
        try (Sockets peers = new Sockets()) {
            Ends ends = new Ends(peers);
            Measured plain;
            try (Forwarder forwarder = new PlainForwarder(ends.caller(), ends.callee())) {
                plain = measure(ends, forwarder, time);
            }
            Measured ours;
            double dropMicros;
            try (RelayForwarder forwarder = new RelayForwarder(ends.caller(), ends.callee())) {
                ours = measure(ends, forwarder, time);
                dropMicros = measureDrops(peers, forwarder, time);
            }
            Latencies direct = ends.trips(ends.callee(), time);
            double megabits = DATAGRAM_BYTES * 8 / 1e6;
            return List.of(
                    new Figure("relay", "datagrams", ours.perSecond, "1/s", plain.perSecond),
                    new Figure("relay", "payload", ours.perSecond * megabits, "Mbit/s", plain.perSecond * megabits),
                    new Figure("relay", "CPU per datagram", ours.cpuMicros, "us", plain.cpuMicros),
                    new Figure("relay", "CPU per datagram of a stranger", dropMicros, "us", ours.cpuMicros),
                    new Figure(
                            "relay",
                            "added delay p50",
                            ours.trips.micros(0.5) - direct.micros(0.5),
                            "us",
                            plain.trips.micros(0.5) - direct.micros(0.5)));
        }
    }

    private static Measured measure(Ends ends, Forwarder forwarder, Duration time) throws Exception {
        ends.pin(forwarder);
        ends.flood(forwarder.entrance(), time);
        long cpu = cpuNanos(forwarder);
        long before = ends.arrived.total();
        long begun = System.nanoTime();
        ends.flood(forwarder.entrance(), time);
        double count = ends.arrived.total() - before;
        double perSecond = count * 1e9 / (System.nanoTime() - begun);
        double cpuMicros = (cpuNanos(forwarder) - cpu) / count / 1e3;
        return new Measured(perSecond, cpuMicros, ends.trips(forwarder.entrance(), time));
    }

    /** Floods a relay from another host, and returns the cost of each dropped datagram. */
    private static double measureDrops(Sockets peers, RelayForwarder relay, Duration time) throws Exception {
        Channel stranger = peers.open(STRANGER, new Discard(), 4 * BUFFER);
        long cpu = cpuNanos(relay);
        long before = relay.foreign();
        long until = System.nanoTime() + time.toNanos();
        while (System.nanoTime() - until < 0) {
            stranger.eventLoop()
                    .submit(() -> {
                        for (int i = 0; i < UNDER_WAY; i++) {
                            stranger.write(Ends.packet(stranger, relay.entrance()), stranger.voidPromise());
                        }
                        stranger.flush();
                    })
                    .get(SECONDS, TimeUnit.SECONDS);
        }
        return (cpuNanos(relay) - cpu) / (double) (relay.foreign() - before) / 1e3;
    }

    private static long cpuNanos(Forwarder forwarder) throws Exception {
        return ManagementFactory.getThreadMXBean().getThreadCpuTime(forwarder.threadId());
    }

    /** Sockets on a separate thread, created like those of the transport. */
    private static final class Sockets implements AutoCloseable {
        private final boolean epoll = Epoll.isAvailable();
        private final EventLoopGroup group =
                new MultiThreadIoEventLoopGroup(1, epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());

        Channel open(String host, ChannelHandler reader, int buffer) throws InterruptedException {
            Bootstrap bootstrap = new Bootstrap()
                    .group(group)
                    .channel(epoll ? EpollDatagramChannel.class : NioDatagramChannel.class)
                    .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                    .option(ChannelOption.SO_RCVBUF, buffer)
                    .option(ChannelOption.SO_SNDBUF, buffer)
                    .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(epoll ? 65_536 : 2048))
                    .handler(reader);
            if (epoll) {
                bootstrap.option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, 2048);
            }
            return bootstrap.bind(new InetSocketAddress(host, 0)).sync().channel();
        }

        long threadId() throws Exception {
            return group.next().submit(() -> Thread.currentThread().getId()).get(SECONDS, TimeUnit.SECONDS);
        }

        @Override
        public void close() {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }

    /** The caller, which sends, and the callee, which counts arrivals and triggers the next one. */
    private static final class Ends {
        private final Rate arrived = new Rate();
        private final Channel caller;
        private final Channel callee;
        private @Nullable InetSocketAddress target;
        private @Nullable Latencies latencies;
        private long sentNanos;
        private long seen;

        Ends(Sockets sockets) throws InterruptedException {
            caller = sockets.open(HOST, new Discard(), BUFFER);
            callee = sockets.open(HOST, new Arrivals(), 4 * BUFFER);
        }

        InetSocketAddress caller() {
            return (InetSocketAddress) caller.localAddress();
        }

        InetSocketAddress callee() {
            return (InetSocketAddress) callee.localAddress();
        }

        /** Makes both sides send, so that the forwarder knows them. */
        void pin(Forwarder forwarder) throws InterruptedException {
            for (int i = 0; i < 2; i++) {
                callee.writeAndFlush(packet(callee, forwarder.exit())).sync();
                caller.writeAndFlush(packet(caller, forwarder.entrance())).sync();
                Thread.sleep(100);
            }
        }

        /** Keeps the maximum number of datagrams in flight for a time; lost ones are replaced. */
        void flood(InetSocketAddress to, Duration time) throws Exception {
            begin(to, null);
            long until = System.nanoTime() + time.toNanos();
            while (System.nanoTime() - until < 0) {
                caller.eventLoop()
                        .submit(() -> {
                            if (seen == arrived.total()) {
                                for (int i = 0; i < UNDER_WAY; i++) {
                                    sendNext();
                                }
                                caller.flush();
                            }
                            seen = arrived.total();
                        })
                        .get(SECONDS, TimeUnit.SECONDS);
                Thread.sleep(PATIENCE_MILLIS);
            }
            end();
        }

        /** Measures the delay of a single datagram. */
        Latencies trips(InetSocketAddress to, Duration time) throws Exception {
            Latencies measured = new Latencies();
            begin(to, measured);
            caller.eventLoop()
                    .submit(() -> {
                        sendNext();
                        caller.flush();
                    })
                    .get(SECONDS, TimeUnit.SECONDS);
            Thread.sleep(time.toMillis());
            end();
            return measured;
        }

        private void end() throws Exception {
            begin(null, null);
            Thread.sleep(2 * PATIENCE_MILLIS);
        }

        private void begin(@Nullable InetSocketAddress to, @Nullable Latencies measured) throws Exception {
            CompletableFuture<Boolean> done = new CompletableFuture<>();
            caller.eventLoop().execute(() -> {
                target = to;
                latencies = measured;
                done.complete(true);
            });
            done.get(SECONDS, TimeUnit.SECONDS);
        }

        private void sendNext() {
            InetSocketAddress to = target;
            if (to != null) {
                sentNanos = System.nanoTime();
                caller.write(packet(caller, to), caller.voidPromise());
            }
        }

        private static DatagramPacket packet(Channel from, InetSocketAddress to) {
            return new DatagramPacket(from.alloc().directBuffer(DATAGRAM_BYTES).writeZero(DATAGRAM_BYTES), to);
        }

        private final class Arrivals extends Discard {
            @Override
            public void channelRead(ChannelHandlerContext ctx, Object message) {
                super.channelRead(ctx, message);
                Latencies measuring = latencies;
                if (measuring != null) {
                    measuring.add(System.nanoTime() - sentNanos);
                }
                arrived.add(1);
                sendNext();
            }

            @Override
            public void channelReadComplete(ChannelHandlerContext ctx) {
                caller.flush();
            }
        }
    }

    /** Discards datagrams. */
    private static class Discard extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ((DatagramPacket) message).release();
        }
    }

    /** Forwards everything that it reads to one address, through another socket. */
    private static final class SendOn extends ChannelInboundHandlerAdapter {
        private final InetSocketAddress to;
        private @Nullable Channel out;

        SendOn(InetSocketAddress to) {
            this.to = to;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            Channel other = Objects.requireNonNull(out);
            other.write(new DatagramPacket(((DatagramPacket) message).content(), to), other.voidPromise());
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            Objects.requireNonNull(out).flush();
        }
    }

    private static final class PlainForwarder implements Forwarder {
        private final Sockets sockets = new Sockets();
        private final Channel entrance;
        private final Channel exit;

        PlainForwarder(InetSocketAddress caller, InetSocketAddress callee) throws InterruptedException {
            SendOn toCallee = new SendOn(callee);
            SendOn toCaller = new SendOn(caller);
            entrance = sockets.open(HOST, toCallee, BUFFER);
            exit = sockets.open(HOST, toCaller, BUFFER);
            toCallee.out = exit;
            toCaller.out = entrance;
        }

        @Override
        public InetSocketAddress entrance() {
            return (InetSocketAddress) entrance.localAddress();
        }

        @Override
        public InetSocketAddress exit() {
            return (InetSocketAddress) exit.localAddress();
        }

        @Override
        public long threadId() throws Exception {
            return sockets.threadId();
        }

        @Override
        public void close() {
            sockets.close();
        }
    }

    private static final class RelayForwarder implements Forwarder {
        private final CompletableFuture<List<Endpoint>> sides = new CompletableFuture<>();
        private final Peer volunteer = new Peer() {
            @Override
            public void onRelayOpened(long session, Endpoint callerSide, Endpoint calleeSide) {
                sides.complete(List.of(callerSide, calleeSide));
            }
        };

        long foreign() {
            return volunteer.transport.counters().get(TransportCounter.RELAY_FOREIGN_SOURCE);
        }

        RelayForwarder(InetSocketAddress caller, InetSocketAddress callee) throws Exception {
            volunteer
                    .transport
                    .loop()
                    .execute(() -> volunteer.transport.openRelay(1, Endpoint.quic(caller), Endpoint.quic(callee)));
            sides.get(SECONDS, TimeUnit.SECONDS);
        }

        @Override
        public InetSocketAddress entrance() {
            return Objects.requireNonNull(sides.join().get(0).toSocketAddress());
        }

        @Override
        public InetSocketAddress exit() {
            return Objects.requireNonNull(sides.join().get(1).toSocketAddress());
        }

        @Override
        public long threadId() throws Exception {
            CompletableFuture<Long> id = new CompletableFuture<>();
            volunteer
                    .transport
                    .loop()
                    .execute(() -> id.complete(Thread.currentThread().getId()));
            return id.get(SECONDS, TimeUnit.SECONDS);
        }

        @Override
        public void close() {
            volunteer.close();
        }
    }
}
