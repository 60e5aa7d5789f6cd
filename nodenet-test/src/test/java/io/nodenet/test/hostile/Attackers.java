package io.nodenet.test.hostile;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.nodenet.address.Endpoint;
import io.nodenet.kad.NodeId;
import io.nodenet.routed.RoutedSigning;
import io.nodenet.routed.SignedMessage;
import io.nodenet.wire.FrameType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Misbehaves toward a node from a process of its own, as attackers are on other machines. Prints {@code ready} once it has begun and its
 * figures when its input ends.
 */
final class Attackers implements AutoCloseable {
    private static final int PEERS = 20;
    private static final int DEAF = 3;
    private static final int SIGNERS = 30;
    private static final int MAX_DATAGRAM = 1400;
    private static final int MAX_GARBAGE = 200;
    private static final int SIGNATURE = 64;

    /** Twice the 512 messages per second that one edge may bring. */
    private static final int MESSAGES_PER_TICK = 10;

    private static final long TICK_NANOS = TimeUnit.SECONDS.toNanos(1) * MESSAGES_PER_TICK / 1024;

    private final SplittableRandom random = new SplittableRandom(1);
    private final List<RawPeer> peers = new ArrayList<>();
    private final NodeId node;
    private final Endpoint endpoint;
    private long datagrams;

    private Attackers(NodeId node, Endpoint endpoint) {
        this.node = node;
        this.endpoint = endpoint;
    }

    public static void main(String[] arguments) throws Exception {
        try (Attackers attackers = new Attackers(NodeId.parse(arguments[1]), Endpoint.quic(arguments[2]))) {
            switch (arguments[0]) {
                case "deaf" -> attackers.goDeaf();
                case "garbage" -> attackers.sendGarbage();
                case "signatures" -> attackers.sendSignatures();
                default -> throw new IllegalArgumentException(arguments[0]);
            }
            Figures.print(
                    "attackers-frames",
                    attackers.peers.stream().mapToLong(RawPeer::sent).sum());
            Figures.print("attackers-datagrams", attackers.datagrams);
        }
    }

    private RawPeer peer() throws Exception {
        RawPeer peer = new RawPeer(node, endpoint);
        peers.add(peer);
        return peer;
    }

    private static void untilEndOfInput() throws IOException {
        Figures.out().println("ready");
        while (System.in.read() >= 0) {
            // nothing is said but the end
        }
    }

    /** Nineteen peers, so that the honest one is the twentieth; three of them read nothing and ping flat out. */
    private void goDeaf() throws Exception {
        for (int i = 1; i < PEERS; i++) {
            peer();
        }
        for (RawPeer deaf : peers.subList(0, DEAF)) {
            deaf.becomeDeaf();
            deaf.flood(() -> RawPeer.PING);
        }
        untilEndOfInput();
    }

    /** One peer that sends frames without a meaning, and datagrams without one, as fast as they go. */
    private void sendGarbage() throws Exception {
        byte[] garbage = new byte[random.nextInt(MAX_GARBAGE)];
        random.nextBytes(garbage);
        peer().flood(() -> garbage);
        Thread flood = new Thread(this::sendDatagrams, "flood");
        flood.setDaemon(true);
        flood.start();
        untilEndOfInput();
    }

    private void sendDatagrams() {
        byte[] datagram = new byte[MAX_DATAGRAM];
        random.nextBytes(datagram);
        try (DatagramSocket socket = new DatagramSocket()) {
            while (true) {
                datagram[0] = (byte) random.nextInt();
                socket.send(new DatagramPacket(datagram, 1 + random.nextInt(MAX_DATAGRAM), endpoint.toSocketAddress()));
                datagrams++;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Thirty peers that send messages for the node, each with a signature of its own that costs a verification. */
    private void sendSignatures() throws Exception {
        for (int i = 0; i < SIGNERS; i++) {
            RawPeer peer = peer();
            peer.flood(new Forger(peer, node), MESSAGES_PER_TICK, TICK_NANOS);
        }
        untilEndOfInput();
    }

    /** Signs one message per second and changes its signature for each copy: wrong, but only a whole verification tells. */
    private static final class Forger implements Supplier<byte[]> {
        private final RawPeer peer;
        private final NodeId target;
        private byte[] template = {};
        private long signedSecond;
        private int count;

        Forger(RawPeer peer, NodeId target) {
            this.peer = peer;
            this.target = target;
        }

        @Override
        public byte[] get() {
            Instant now = Instant.now();
            if (now.getEpochSecond() != signedSecond) {
                signedSecond = now.getEpochSecond();
                ByteBuf frame = Unpooled.buffer();
                RoutedSigning.sign(
                                peer.identity,
                                FrameType.ROUTE,
                                target,
                                TimeUnit.SECONDS.toNanos(signedSecond) + now.getNano(),
                                new byte[100])
                        .writeFrame(frame, SignedMessage.MAX_HOPS, List.of());
                template = ByteBufUtil.getBytes(frame);
            }
            byte[] frame = template.clone();
            int scalar = frame.length - SIGNATURE / 2;
            count++;
            for (int i = 0; i < Integer.BYTES; i++) {
                frame[scalar + i] ^= (byte) (count >>> Byte.SIZE * i);
            }
            return frame;
        }
    }

    @Override
    public void close() {
        peers.forEach(RawPeer::close);
    }
}
