package io.nodenet.benchmarks.load;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.SegmentedDatagramPacket;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The minimum cost of any QUIC stack: the kernel carries packets of 1,200 bytes from one socket to another, sent as segments of one buffer
 * and received in batches, and each is encrypted and decrypted once. Linux only.
 */
final class FloorScenario implements Scenario {
    private static final int PACKET = 1200;
    private static final int SEGMENTS = 10;
    private static final int[] UNDER_WAY = {100, 200, 400};
    private static final int TAG_BITS = 128;

    @Override
    public List<Figure> run(Duration time) throws Exception {
        List<Figure> figures = new ArrayList<>();
        double cipher = cipherMicros(time);
        if (Epoll.isAvailable()) {
            Cost kernel = new Cost(0, 0);
            for (int underWay : UNDER_WAY) {
                kernel = kernel.orBetter(kernel(UdpReader.RECVMMSG, underWay, time));
            }
            figures.add(new Figure("floor", "kernel alone", kernel.perSecond(), "packets/s", null));
            figures.add(new Figure("floor", "kernel, CPU per packet", kernel.cpuMicros(), "us", null));
            figures.add(
                    new Figure("floor", "kernel and cipher, CPU per packet", kernel.cpuMicros() + cipher, "us", null));
        }
        figures.add(new Figure("floor", "AES-128-GCM, both sides, CPU per packet", cipher, "us", null));
        return figures;
    }

    /** Sends segments of one buffer, so many packets under way at once, and returns what it costs to send and to receive one. */
    static Cost kernel(UdpReader reader, int underWay, Duration time) throws Exception {
        Rate rate = new Rate();
        Receiver counter = new Receiver(rate);
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, EpollIoHandler.newFactory());
        try {
            Channel receiver = reader.bind(loops, counter);
            Channel sender = reader.bind(loops, new ChannelInboundHandlerAdapter());
            ByteBuf packets = sender.alloc().directBuffer(SEGMENTS * PACKET).writeZero(SEGMENTS * PACKET);
            InetSocketAddress to = (InetSocketAddress) receiver.localAddress();
            // a step of the window is a buffer of ten packets
            try (DatagramWindow window = new DatagramWindow(
                    sender.eventLoop(),
                    underWay / SEGMENTS,
                    counter.buffers,
                    () -> {
                        sender.write(
                                new SegmentedDatagramPacket(packets.retainedDuplicate(), PACKET, to),
                                sender.voidPromise());
                        return true;
                    },
                    sender::flush)) {
                counter.onArrivals = window::go;
                Cost cost = Cost.measure(rate, time);
                counter.onArrivals = () -> {};
                return cost;
            } finally {
                sender.close().syncUninterruptibly();
                packets.release();
            }
        } finally {
            loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }

    /** Counts packets, and reports after every ten that a buffer has arrived. */
    private static final class Receiver extends SimpleChannelInboundHandler<DatagramPacket> {
        private final Rate rate;
        private final Rate buffers = new Rate();
        private volatile Runnable onArrivals = () -> {};

        Receiver(Rate rate) {
            this.rate = rate;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket packet) {
            rate.add(1);
            if (rate.total() % SEGMENTS == 0) {
                buffers.add(1);
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            onArrivals.run();
        }
    }

    /** Returns the CPU time of encrypting a packet and decrypting it again. */
    private static double cipherMicros(Duration time) throws GeneralSecurityException {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        SecretKeySpec key = new SecretKeySpec(new byte[16], "AES");
        Cipher seal = Cipher.getInstance("AES/GCM/NoPadding");
        Cipher open = Cipher.getInstance("AES/GCM/NoPadding");
        ByteBuffer plain = ByteBuffer.allocateDirect(PACKET);
        ByteBuffer sealed = ByteBuffer.allocateDirect(PACKET + TAG_BITS / 8);
        ByteBuffer nonce = ByteBuffer.allocate(12);
        long warmUntil = System.nanoTime() + time.toNanos();
        long until = warmUntil + time.toNanos();
        long cpu = 0;
        long packets = 0;
        for (long number = 1; System.nanoTime() - until < 0; number++) {
            if (packets == 0 && System.nanoTime() - warmUntil > 0) {
                cpu = threads.getCurrentThreadCpuTime();
            }
            packets += cpu > 0 ? 1 : 0;
            GCMParameterSpec iv =
                    new GCMParameterSpec(TAG_BITS, nonce.putLong(0, number).array());
            seal.init(Cipher.ENCRYPT_MODE, key, iv);
            seal.doFinal(plain.clear(), sealed.clear());
            open.init(Cipher.DECRYPT_MODE, key, iv);
            open.doFinal(sealed.flip(), plain.clear());
        }
        return (threads.getCurrentThreadCpuTime() - cpu) / 1e3 / packets;
    }
}
