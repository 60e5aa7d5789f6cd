package io.nodenet.transport.quic;

import io.nodenet.address.Endpoint;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A NAT on loopback between one client and one server: can rebind its outer port, cut the way back, and records packets. */
final class UdpProxy implements AutoCloseable {
    final BlockingQueue<byte[]> toServer = new LinkedBlockingQueue<>();
    final BlockingQueue<byte[]> toClient = new LinkedBlockingQueue<>();
    final BlockingQueue<byte[]> held = new LinkedBlockingQueue<>();
    volatile boolean cutToClient;

    /** Cuts the way back once the client sends the end of its handshake. */
    volatile boolean cutAfterHandshake;

    /** Loses the end of the client's handshake, once. */
    volatile boolean loseHandshakeOnce;

    /** Loses the next packet that the client sends after its handshake, once. */
    volatile boolean loseNextOnce;

    /** Sends a copy of what the client sends from another port, before the packet itself. */
    volatile boolean copy;

    /** The largest packet that the way to the server carries; larger ones are lost, and nobody says so. */
    volatile int largestToServer = Integer.MAX_VALUE;

    /** How long a packet takes, in each direction. */
    volatile long delayMillis;

    /** Keeps what the client sends after the server's first answer, for {@link #release()}. */
    volatile boolean hold;

    private final ScheduledExecutorService line = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "line");
        thread.setDaemon(true);
        return thread;
    });
    private final InetSocketAddress server;
    private final DatagramSocket inner;
    private final DatagramSocket copier;
    private volatile DatagramSocket outer;
    private volatile @Nullable SocketAddress client;

    UdpProxy(Endpoint server) throws IOException {
        this.server = Objects.requireNonNull(server.toSocketAddress());
        this.inner = new DatagramSocket(QuicPeer.socketAddress("127.0.0.1", 0));
        this.outer = new DatagramSocket(QuicPeer.socketAddress("127.0.0.1", 0));
        this.copier = new DatagramSocket(QuicPeer.socketAddress("127.0.0.1", 0));
        run(this::forward);
        rebindReader(outer);
    }

    Endpoint endpoint() {
        return Endpoint.quic((InetSocketAddress) inner.getLocalSocketAddress());
    }

    Endpoint outerEndpoint() {
        return Endpoint.quic((InetSocketAddress) outer.getLocalSocketAddress());
    }

    /** From now on packets reach the server from another port. */
    void rebind() throws IOException {
        DatagramSocket old = outer;
        DatagramSocket fresh = new DatagramSocket(QuicPeer.socketAddress("127.0.0.1", 0));
        rebindReader(fresh);
        outer = fresh;
        old.close();
    }

    /** Sends what was held up to the first packet with a short header, back to back; the rest, repetitions, stays held. */
    void release() throws IOException {
        byte[] bytes;
        do {
            bytes = Objects.requireNonNull(held.poll());
            outer.send(new DatagramPacket(bytes, bytes.length, server));
        } while (!isShortHeader(bytes));
    }

    static boolean isShortHeader(byte[] packet) {
        return (packet[0] & 0xc0) == 0x40;
    }

    private static boolean isHandshake(byte[] packet) {
        return (packet[0] & 0xf0) == 0xe0;
    }

    /** Sends the client a packet of its connection that no key opens, from where the server's come from. */
    void sendGarbageToClient() throws IOException {
        byte[] answer = Objects.requireNonNull(toClient.peek());
        byte[] garbage = new byte[40];
        garbage[0] = 0x40;
        System.arraycopy(answer, 6, garbage, 1, answer[5]); // the connection ID of a long header
        inner.send(new DatagramPacket(garbage, garbage.length, Objects.requireNonNull(client)));
    }

    private void rebindReader(DatagramSocket from) {
        run(() -> backward(from));
    }

    private void forward() throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
        while (true) {
            packet.setLength(2048);
            inner.receive(packet);
            client = packet.getSocketAddress();
            byte[] bytes = Arrays.copyOf(packet.getData(), packet.getLength());
            toServer.add(bytes);
            cutToClient |= cutAfterHandshake && isHandshake(bytes);
            boolean lost = isHandshake(bytes) ? loseHandshakeOnce : loseNextOnce && isShortHeader(bytes);
            loseHandshakeOnce &= !lost;
            loseNextOnce &= !lost;
            if (lost || bytes.length > largestToServer) {
                continue;
            }
            if (hold && !toClient.isEmpty()) {
                held.add(bytes);
            } else {
                if (copy) {
                    copier.send(new DatagramPacket(bytes, bytes.length, server));
                }
                send(outer, bytes, server);
            }
        }
    }

    private void backward(DatagramSocket from) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
        while (true) {
            packet.setLength(2048);
            from.receive(packet);
            byte[] bytes = Arrays.copyOf(packet.getData(), packet.getLength());
            toClient.add(bytes);
            SocketAddress to = client;
            if (!cutToClient && to != null) {
                send(inner, bytes, to);
            }
        }
    }

    private void send(DatagramSocket from, byte[] bytes, SocketAddress to) throws IOException {
        if (delayMillis == 0) {
            sendNow(from, bytes, to);
            return;
        }
        line.schedule(
                () -> {
                    sendNow(from, bytes, to);
                    return null;
                },
                delayMillis,
                TimeUnit.MILLISECONDS);
    }

    private static void sendNow(DatagramSocket from, byte[] bytes, SocketAddress to) throws IOException {
        try {
            from.send(new DatagramPacket(bytes, bytes.length, to));
        } catch (IOException e) {
            if (!from.isClosed()) {
                throw e;
            }
            // the port that was just given up: a packet that was under way is lost
        }
    }

    private interface Body {
        void run() throws IOException;
    }

    private static void run(Body body) {
        Thread thread = new Thread(() -> {
            try {
                body.run();
            } catch (IOException closed) {
                // the socket was closed
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        inner.close();
        outer.close();
        copier.close();
        line.shutdownNow();
    }
}
