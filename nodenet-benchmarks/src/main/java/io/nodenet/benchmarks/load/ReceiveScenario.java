package io.nodenet.benchmarks.load;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.socket.DatagramPacket;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** What it costs to receive a packet with and without UDP_GRO: from many peers in turn, and from one that sends segments of one buffer. Linux only. */
final class ReceiveScenario implements Scenario {
    private static final int PEERS = 16;
    private static final int SMALL_PACKET = 100;
    private static final int BURST = 100;

    /** A burst every 0.6 ms: slow enough that none is lost. */
    private static final long PAUSE_NANOS = 600_000;

    private static final int UNDER_WAY = 200;

    @Override
    public List<Figure> run(Duration time) throws Exception {
        if (!Epoll.isAvailable()) {
            return List.of();
        }
        double slots = fromManyPeers(UdpReader.RECVMMSG, time);
        double coalesced = fromManyPeers(UdpReader.UDP_GRO, time);
        Cost slotsOfOne = FloorScenario.kernel(UdpReader.RECVMMSG, UNDER_WAY, time);
        Cost coalescedOfOne = FloorScenario.kernel(UdpReader.UDP_GRO, UNDER_WAY, time);
        return List.of(
                new Figure("receive", "many peers, recvmmsg, CPU of the receiver per packet", slots, "us", null),
                new Figure("receive", "many peers, UDP_GRO, CPU of the receiver per packet", coalesced, "us", slots),
                new Figure("receive", "one peer, recvmmsg, CPU per packet", slotsOfOne.cpuMicros(), "us", null),
                new Figure(
                        "receive",
                        "one peer, UDP_GRO, CPU per packet",
                        coalescedOfOne.cpuMicros(),
                        "us",
                        slotsOfOne.cpuMicros()));
    }

    /** Returns the CPU time that the receiving thread needs for each packet, once it is warm. */
    private static double fromManyPeers(UdpReader reader, Duration time) throws Exception {
        EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        Counter counter = new Counter();
        List<DatagramChannel> peers = new ArrayList<>();
        try {
            Channel receiver = reader.bind(loop, counter);
            for (int i = 0; i < PEERS; i++) {
                peers.add(connected(receiver.localAddress()));
            }
            send(peers, time);
            long before = counter.received.get();
            long cpu = counter.cpuNanos();
            send(peers, time);
            return (counter.cpuNanos() - cpu) / 1e3 / (counter.received.get() - before);
        } finally {
            for (DatagramChannel peer : peers) {
                peer.close();
            }
            loop.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }

    private static DatagramChannel connected(SocketAddress receiver) throws IOException {
        return DatagramChannel.open().connect(receiver);
    }

    private static void send(List<DatagramChannel> peers, Duration time) throws IOException {
        ByteBuffer packet = ByteBuffer.allocateDirect(SMALL_PACKET);
        long until = System.nanoTime() + time.toNanos();
        int sent = 0;
        for (long now = System.nanoTime(); now - until < 0; now = System.nanoTime()) {
            for (int i = 0; i < BURST; i++) {
                peers.get(sent++ % PEERS).write(packet.clear());
            }
            while (System.nanoTime() - now < PAUSE_NANOS) {
                Thread.onSpinWait();
            }
        }
    }

    /** Counts what arrives, and knows the thread that it arrives on. */
    private static final class Counter extends SimpleChannelInboundHandler<DatagramPacket> {
        private final AtomicLong received = new AtomicLong();
        private volatile long thread;

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            thread = Thread.currentThread().getId();
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket packet) {
            received.lazySet(received.get() + 1);
        }

        long cpuNanos() {
            return ManagementFactory.getThreadMXBean().getThreadCpuTime(thread);
        }
    }
}
