package io.nodenet.test.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.internal.PlatformDependent;
import io.nodenet.identity.Identity;
import io.nodenet.node.Node;
import io.nodenet.node.NodeSnapshot;
import io.nodenet.node.SendResult;
import io.nodenet.transport.CloseReason;
import io.nodenet.transport.quic.QuicTransport;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Peers that misbehave over real sockets cost nobody else anything. */
class HostilePeersIT {
    private static final Duration BOUND = Duration.ofMillis(50);
    private static final int PINGS = 300;

    private final List<RawPeer> peers = new ArrayList<>();
    private Node node;

    @BeforeEach
    void start() {
        node = Node.builder()
                .identity(Identity.generate())
                .difficulty(0)
                .transport(
                        QuicTransport.factory(quic -> quic.bind("127.0.0.1", 0).maxInboundPerAddress(64)))
                .build();
        node.start();
    }

    @AfterEach
    void stop() {
        peers.forEach(RawPeer::close);
        node.close();
    }

    private RawPeer peer() throws Exception {
        RawPeer peer = new RawPeer(node);
        peers.add(peer);
        return peer;
    }

    @Test
    void H14_threePeersThatNeverReadDoNotDelayAnHonestOne() throws Exception {
        for (int i = 0; i < 16; i++) {
            peer();
        }
        RawPeer honest = peer();
        for (int i = 0; i < 3; i++) {
            peer().becomeDeafAndNoisy();
        }

        assertThat(honest.pongP99(PINGS)).isLessThan(BOUND);

        for (RawPeer deaf : peers.subList(17, 20)) {
            assertThat(deaf.closed.get(RawPeer.WAIT_SECONDS, TimeUnit.SECONDS)).isEqualTo(CloseReason.PEER_CLOSED);
        }
        NodeSnapshot after = node.snapshot();
        assertThat(after.edges()).hasSize(17);
        assertThat(after.drops().get("send-buffer-full")).isPositive();
        assertThat(after.transport().get("send-stalled")).isEqualTo(3);
    }

    @Test
    void A20_aStalledNeighbourBoundsMemoryAndTheSenderIsTold() throws Exception {
        RawPeer deaf = peer();
        deaf.onLoop(() -> deaf.connection().setReading(false));
        long before = PlatformDependent.usedDirectMemory();
        Map<SendResult, Integer> results = new EnumMap<>(SendResult.class);

        for (int i = 0; i < 10_000; i++) {
            results.merge(node.send(deaf.identity.nodeId(), new byte[1000]), 1, Integer::sum);
        }

        assertThat(results.get(SendResult.FULL)).isGreaterThan(5000);
        assertThat(PlatformDependent.usedDirectMemory() - before).isLessThan(32L << 20);
        assertThat(deaf.closed.get(RawPeer.WAIT_SECONDS, TimeUnit.SECONDS)).isEqualTo(CloseReason.PEER_CLOSED);
        assertThat(node.send(deaf.identity.nodeId(), new byte[1])).isEqualTo(SendResult.UNROUTABLE);
        assertThat(node.snapshot().limits().get("submission-bytes").used()).isZero();
    }

    @Test
    void garbageAtFullSpeedDoesNotDelayAnHonestPeer() throws Exception {
        RawPeer honest = peer();
        RawPeer babbler = peer();
        AtomicBoolean over = new AtomicBoolean();
        InetSocketAddress target = node.endpoint().toSocketAddress();
        Thread flood = new Thread(() -> {
            SplittableRandom random = new SplittableRandom(1);
            byte[] datagram = new byte[1400];
            try (DatagramSocket socket = new DatagramSocket()) {
                while (!over.get()) {
                    random.nextBytes(datagram);
                    socket.send(new DatagramPacket(datagram, 1 + random.nextInt(datagram.length), target));
                    byte[] frame = new byte[random.nextInt(200)];
                    random.nextBytes(frame);
                    if (babbler.connection().isWritable()) {
                        babbler.send(frame);
                    }
                }
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        flood.start();
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        List<Duration> quantiles = new ArrayList<>();
        while (System.nanoTime() - end < 0) {
            quantiles.add(honest.pongP99(100));
        }
        over.set(true);
        flood.join();

        assertThat(quantiles).isNotEmpty().allSatisfy(p99 -> assertThat(p99).isLessThan(BOUND));
        NodeSnapshot after = node.snapshot();
        assertThat(after.drops().get("malformed-frame")).isPositive();
        assertThat(after.transport().get("non-quic-datagram")).isPositive();
        assertThat(peer().ping()).isLessThan(Duration.ofSeconds(2));
    }
}
