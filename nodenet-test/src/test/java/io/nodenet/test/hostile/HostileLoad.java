package io.nodenet.test.hostile;

import io.nodenet.identity.Identity;
import io.nodenet.node.Node;
import io.nodenet.node.NodeSnapshot;
import io.nodenet.transport.quic.QuicTransport;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Measures how long an honest peer waits while others misbehave, in a process of its own: paranoid leak detection costs ten times the work
 * that is measured. Prints {@code name=value} lines.
 */
final class HostileLoad implements AutoCloseable {
    private static final int PINGS = 300;
    private static final int DATAGRAM = 1400;

    private final PrintStream out =
            new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    private final List<RawPeer> peers = new ArrayList<>();
    private final Node node;

    private HostileLoad() {
        node = Node.builder()
                .identity(Identity.generate())
                .difficulty(0)
                .transport(
                        QuicTransport.factory(quic -> quic.bind("127.0.0.1", 0).maxInboundPerAddress(64)))
                .build();
        node.start();
    }

    public static void main(String[] arguments) throws Exception {
        try (HostileLoad load = new HostileLoad()) {
            switch (arguments[0]) {
                case "deaf" -> load.deafPeers();
                case "garbage" -> load.garbage(Duration.ofSeconds(10));
                default -> throw new IllegalArgumentException(arguments[0]);
            }
        }
    }

    private RawPeer peer() throws Exception {
        RawPeer peer = new RawPeer(node);
        peers.add(peer);
        return peer;
    }

    private void deafPeers() throws Exception {
        for (int i = 0; i < 16; i++) {
            peer();
        }
        RawPeer honest = peer();
        honest.pongP99(PINGS);
        List<RawPeer> deaf = List.of(peer(), peer(), peer());
        deaf.forEach(RawPeer::becomeDeafAndNoisy);
        print("p99-micros", TimeUnit.NANOSECONDS.toMicros(honest.pongP99(PINGS).toNanos()));
        NodeSnapshot after = node.snapshot();
        print("edges", after.edges().size());
        print("rate-limited-pings", after.drops().get("rate-limited-ping"));
    }

    private void garbage(Duration time) throws Exception {
        RawPeer honest = peer();
        honest.pongP99(PINGS);
        SplittableRandom random = new SplittableRandom(1);
        peer().babble(random);
        AtomicBoolean over = new AtomicBoolean();
        Thread flood = new Thread(() -> flood(random.split(), over));
        flood.start();
        long end = System.nanoTime() + time.toNanos();
        long worst = 0;
        while (System.nanoTime() - end < 0) {
            worst = Math.max(worst, honest.pongP99(PINGS).toNanos());
            TimeUnit.MILLISECONDS.sleep(200);
        }
        over.set(true);
        flood.join();
        print("p99-micros", TimeUnit.NANOSECONDS.toMicros(worst));
        NodeSnapshot after = node.snapshot();
        print("malformed-frames", after.drops().get("malformed-frame"));
        print("non-quic-datagrams", after.transport().get("non-quic-datagram"));
        print("newcomer-micros", TimeUnit.NANOSECONDS.toMicros(peer().ping().toNanos()));
    }

    private void flood(SplittableRandom random, AtomicBoolean over) {
        InetSocketAddress target = node.endpoint().toSocketAddress();
        byte[] datagram = new byte[DATAGRAM];
        random.nextBytes(datagram);
        try (DatagramSocket socket = new DatagramSocket()) {
            while (!over.get()) {
                datagram[0] = (byte) random.nextInt();
                socket.send(new DatagramPacket(datagram, 1 + random.nextInt(DATAGRAM), target));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void print(String name, long value) {
        out.println(name + "=" + value);
    }

    @Override
    public void close() {
        peers.forEach(RawPeer::close);
        node.close();
    }
}
