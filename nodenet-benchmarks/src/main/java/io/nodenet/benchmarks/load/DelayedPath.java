package io.nodenet.benchmarks.load;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Carries the datagrams between one client and one server on loopback, each with a delay. */
final class DelayedPath implements AutoCloseable {
    private static final int MAX_DATAGRAM = 2_048;

    private final ScheduledExecutorService line = Executors.newSingleThreadScheduledExecutor(DelayedPath::thread);
    private final DatagramSocket near;
    private final DatagramSocket far;
    private final long delayNanos;
    private volatile @Nullable SocketAddress client;
    private volatile @Nullable SocketAddress server;

    DelayedPath(Duration delay) throws IOException {
        delayNanos = delay.toNanos();
        near = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        far = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        thread(this::forth).start();
        thread(this::back).start();
    }

    private static Thread thread(Runnable body) {
        Thread thread = new Thread(body, "delayed-path");
        thread.setDaemon(true);
        return thread;
    }

    /** Returns the address to which the client sends. */
    InetSocketAddress address() {
        return (InetSocketAddress) near.getLocalSocketAddress();
    }

    /** Sets the address of the server; earlier datagrams are lost. */
    void leadTo(InetSocketAddress address) {
        server = address;
    }

    private void forth() {
        while (true) {
            DatagramPacket packet = receive(near);
            if (packet == null) {
                return;
            }
            client = packet.getSocketAddress();
            later(far, packet, server);
        }
    }

    private void back() {
        while (true) {
            DatagramPacket packet = receive(far);
            if (packet == null) {
                return;
            }
            later(near, packet, client);
        }
    }

    /** Returns the next datagram, null once the path is closed. */
    private static @Nullable DatagramPacket receive(DatagramSocket from) {
        DatagramPacket packet = new DatagramPacket(new byte[MAX_DATAGRAM], MAX_DATAGRAM);
        try {
            from.receive(packet);
            return packet;
        } catch (IOException closed) {
            return null;
        }
    }

    private void later(DatagramSocket from, DatagramPacket packet, @Nullable SocketAddress to) {
        if (to != null) {
            packet.setSocketAddress(to);
            line.schedule(() -> send(from, packet), delayNanos, TimeUnit.NANOSECONDS);
        }
    }

    private static void send(DatagramSocket from, DatagramPacket packet) {
        try {
            from.send(packet);
        } catch (IOException closed) {
            // the path is closed: datagrams in flight are lost
        }
    }

    @Override
    public void close() {
        near.close();
        far.close();
        line.shutdownNow();
    }
}
