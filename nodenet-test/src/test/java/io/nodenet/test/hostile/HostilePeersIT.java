package io.nodenet.test.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.internal.PlatformDependent;
import io.nodenet.fact.CloseReason;
import io.nodenet.fact.DropReason;
import io.nodenet.fact.Limit;
import io.nodenet.fact.NodeEvent;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.metrics.Labels;
import io.nodenet.node.Node;
import io.nodenet.node.SendResult;
import io.nodenet.transport.quic.QuicTransport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Peers that misbehave over real sockets cost nobody else anything. */
class HostilePeersIT {

    /** What must have been shed of each attack to speak of one, on a busy machine too: attackers have the lowest priority. */
    private static final long ATTACK = 2_000;

    /** The most messages that are under verification when the counters are read. */
    private static final long UNDER_WAY = 1024;

    /** An attack takes ten seconds; the rest is room for a busy machine, on which connections take their time. */
    private static final long LOAD_SECONDS = 150;

    @TempDir
    Path directory;

    private final List<RawPeer> peers = new ArrayList<>();
    private final CompletableFuture<NodeId> lost = new CompletableFuture<>();
    private Node node;

    @BeforeEach
    void start() {
        node = Node.builder()
                .identity(Identity.generate())
                .difficulty(0)
                .transport(
                        QuicTransport.factory(quic -> quic.bind("127.0.0.1", 0).maxInboundPerAddress(64)))
                .build();
        node.on(NodeEvent.PeerDisconnected.class, event -> lost.complete(event.peer()));
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
    void H14_threePeersThatNeverReadAreLimitedWhileAnHonestOneIsServed() throws Exception {
        Map<String, Long> figures = load("deaf", 5);

        assertNothingHonestIsLost(figures);
        assertThat(figures.get("rate-limited-ping")).isGreaterThan(ATTACK);
        assertThat(figures.get("edges")).isBetween(17L, 20L);
    }

    @Test
    void garbageAtFullSpeedCostsAnHonestPeerNothing() throws Exception {
        Map<String, Long> figures = load("garbage", 10);

        assertNothingHonestIsLost(figures);
        assertThat(figures.get("malformed-frame")).isGreaterThan(ATTACK);
        assertThat(figures.get("non-quic-datagram")).isGreaterThan(ATTACK);
        assertThat(figures.get("newcomer-micros")).isPositive();
    }

    @Test
    void H17_forgeriesOfThirtyPeersAreCheckedAsFarAsItGoesAndPushedBack() throws Exception {
        Map<String, Long> figures = load("signatures", 6);

        assertNothingHonestIsLost(figures);
        assertThat(figures.get("bad-signature")).isGreaterThan(ATTACK);
        long shed = Arrays.stream(DropReason.values())
                .mapToLong(reason -> figures.get(Labels.of(reason)))
                .sum();
        long accounted = shed + figures.get("delivered") + figures.get("pongs-sent");
        assertThat(figures.get("frames-received") - accounted)
                .as("frames without a count")
                .isBetween(-UNDER_WAY, UNDER_WAY);
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
        // a burst that met a slow network may fit what the peer's flow control allows: go on until it is used up
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(RawPeer.WAIT_SECONDS);
        while (!deaf.closed.isDone() && System.nanoTime() - end < 0) {
            node.send(deaf.identity.nodeId(), new byte[1000]);
            node.snapshot();
        }
        assertThat(deaf.closed).isCompletedWithValue(CloseReason.PEER_CLOSED);
        assertThat(lost.get(RawPeer.WAIT_SECONDS, TimeUnit.SECONDS)).isEqualTo(deaf.identity.nodeId());
        assertThat(node.send(deaf.identity.nodeId(), new byte[1])).isEqualTo(SendResult.UNROUTABLE);
        assertThat(node.snapshot().limits().get(Limit.SUBMISSION_BYTES).used()).isZero();
    }

    @Test
    void H19_aPeerThatReadsATrickleMakesNobodyElseWait() throws Exception {
        RawPeer slow = peer();
        RawPeer honest = peer();
        slow.trickle(Duration.ofMillis(500));
        AtomicBoolean over = new AtomicBoolean();
        CountDownLatch refused = new CountDownLatch(1);
        Thread sender = new Thread(() -> {
            while (!over.get()) {
                node.sendDirect(slow.identity.nodeId(), new byte[1000]).whenComplete((sent, failure) -> {
                    if (failure != null) {
                        refused.countDown();
                    }
                });
                LockSupport.parkNanos(100_000);
            }
        });
        sender.start();
        try {
            assertThat(refused.await(RawPeer.WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();

            List<Duration> pongs = honest.pings(Duration.ofSeconds(3));

            assertThat(pongs.get(pongs.size() * 99 / 100)).isLessThan(Duration.ofSeconds(1));
            assertThat(honest.closed).isNotDone();
        } finally {
            over.set(true);
            sender.join();
        }
    }

    /** The attackers have the node's own priority: what the honest peer waits is measured (docs/testing.md), what it loses is asserted. */
    private static void assertNothingHonestIsLost(Map<String, Long> figures) {
        assertThat(figures.get("honest-messages")).as(figures.toString()).isGreaterThan(300);
        assertThat(figures.get("honest-messages-lost")).as(figures.toString()).isZero();
    }

    /** Runs a load in a process of its own and answers what it printed. */
    private Map<String, Long> load(String attack, int seconds) throws Exception {
        Path output = directory.resolve("figures");
        Process process = new ProcessBuilder(Figures.java(HostileLoad.class, attack, String.valueOf(seconds)))
                .redirectOutput(output.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertThat(process.waitFor(LOAD_SECONDS, TimeUnit.SECONDS))
                    .as("the load has ended")
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).isZero();
        return Files.readAllLines(output).stream()
                .map(line -> line.split("="))
                .collect(Collectors.toMap(pair -> pair[0], pair -> Long.valueOf(pair[1]), (first, last) -> last));
    }
}
