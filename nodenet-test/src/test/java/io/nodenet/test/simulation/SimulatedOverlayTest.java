package io.nodenet.test.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.fact.DropReason;
import io.nodenet.fact.NodeCounter;
import io.nodenet.node.core.port.CoreConfig;
import io.nodenet.routing.Edge;
import io.nodenet.routing.EdgeConnection;
import io.nodenet.test.junit.SeededTest;
import io.nodenet.transport.memory.LinkProfile;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Overlays as a user of the library would build them, and large random ones. */
class SimulatedOverlayTest {
    private static final int NODES = 50;
    private static final int MESSAGES = 60;
    private static final int FAULTS = 25;

    @SeededTest(20)
    void everyMessageArrives(long seed) {
        SimulatedOverlay overlay =
                SimulatedOverlay.seed(seed).link(LinkProfile.HOME).build();
        SimulatedNode hub = overlay.addNode();
        SimulatedNode alice = overlay.addNode(hub);
        SimulatedNode bob = overlay.addNode(hub);
        overlay.advance(Duration.ofSeconds(1));
        alice.send(bob.id(), "hello");
        overlay.advance(Duration.ofSeconds(1));
        assertThat(bob.texts()).containsExactly("hello");
        overlay.checkSettled();
    }

    @Test
    void theSameSeedGivesTheSameRunAndAnotherSeedAnother() {
        long digest = randomRun(7).digest();

        assertThat(randomRun(7).digest()).isEqualTo(digest);
        assertThat(randomRun(8).digest()).isNotEqualTo(digest);
    }

    @Test
    void aRandomRunHasFaultsAndTrafficInIt() {
        SimulatedOverlay run = randomRun(1);

        assertThat(run.aliveNodes()).hasSizeBetween(1, NODES - 1);
        assertThat(run.nodes().stream()
                        .mapToInt(node -> node.deliveries().size())
                        .sum())
                .isGreaterThan(MESSAGES / 4);
        assertThat(run.nodes().stream()
                        .mapToLong(node -> node.core().counters().get(NodeCounter.FORWARDED))
                        .sum())
                .isPositive();
        assertThat(run.nodes().stream()
                        .mapToLong(node -> node.core().drops().get(DropReason.MALFORMED_FRAME))
                        .sum())
                .as("garbage")
                .isPositive();
    }

    /** Recorded on JDK 17; {@code .ci/run} asks the newest JDK too. */
    @ParameterizedTest
    @CsvSource({"1, -1880835709190058130", "2, 8861268997529718820", "3, 8570560956631431746"})
    void theRunOfASeedDoesNotDependOnTheJdk(long seed, long digest) {
        assertThat(randomRun(seed).digest()).isEqualTo(digest);
    }

    @SeededTest(1000)
    void invariantsHoldUnderRandomFaults(long seed) {
        randomRun(seed).checkSettled();
    }

    @SeededTest(20)
    void invariantsHoldUnderRandomFaultsWhileTheOverlayForms(long seed) {
        SimulatedOverlay run = randomRun(seed, CoreConfig.DEFAULT_TARGET_EDGES);

        List<SimulatedNode> alive = run.aliveNodes();
        assertThat(alive).filteredOn(node -> node.core().edges().size() >= 3).hasSizeGreaterThan(alive.size() / 2);
    }

    @Test
    void H09_aPeerThatStopsReadingIsDroppedAndTheOthersAreServedMeanwhile() {
        SimulatedOverlay overlay = SimulatedOverlay.seed(1).build();
        SimulatedNode hub = overlay.addNode();
        SimulatedNode deaf = overlay.addNode(hub);
        SimulatedNode honest = overlay.addNode(hub);
        overlay.advance(Duration.ofSeconds(1));
        Edge towardHub = deaf.core().edges().get(hub.id());
        assertThat(towardHub).isNotNull();
        List<EdgeConnection> unread = towardHub.connections();
        unread.forEach(connection -> connection.connection().setReading(false));
        for (int i = 0; i < 10; i++) {
            deaf.ping(hub.id());
        }
        while (hub.core().waitingBytes() == 0) {
            hub.sendDirect(deaf.id(), new byte[60_000]);
        }
        long answered = hub.core().counters().get(NodeCounter.PONGS_SENT);

        honest.ping(hub.id());
        overlay.advance(Duration.ofMillis(5));

        assertThat(hub.core().counters().get(NodeCounter.PONGS_SENT)).isEqualTo(answered + 1);
        assertThat(honest.openOperations()).isEmpty();
        overlay.advance(Duration.ofSeconds(6));
        Edge again = deaf.core().edges().get(hub.id());
        assertThat(again).isNotNull();
        assertThat(again.connections())
                .as("new ones, since it dialed again")
                .isNotEmpty()
                .doesNotContainAnyElementsOf(unread);
        assertThat(hub.hasEdgeTo(honest)).isTrue();
    }

    @Test
    void aNodeKeepsAsManyBytesOfMessagesForTheTestAsMayBe() {
        SimulatedOverlay overlay = SimulatedOverlay.seed(1).build();
        SimulatedNode sender = overlay.addNode();
        SimulatedNode receiver = overlay.addNode(sender);
        overlay.advance(Duration.ofSeconds(1));
        byte[] payload = new byte[1 << 14];
        int room = SimulatedNode.MAX_DELIVERED_BYTES / payload.length;
        for (int i = 0; i < room + 3; i++) {
            sender.sendDirect(receiver.id(), payload);
            overlay.advance(Duration.ofMillis(10));
        }

        assertThat(receiver.deliveries()).hasSize(room);
        assertThat(receiver.core().drops().get(DropReason.PENDING_MESSAGES_FULL))
                .isEqualTo(3);
        receiver.clearDeliveries();
        sender.sendDirect(receiver.id(), payload);
        overlay.advance(Duration.ofMillis(10));
        assertThat(receiver.deliveries()).hasSize(1);
    }

    @Test
    void aNodeKeepsAsManyMessagesForTheTestAsMayBe() {
        SimulatedOverlay overlay = SimulatedOverlay.seed(1).build();
        SimulatedNode sender = overlay.addNode();
        SimulatedNode receiver = overlay.addNode(sender);
        overlay.advance(Duration.ofSeconds(1));
        for (int i = 0; i < SimulatedNode.MAX_DELIVERIES + 3; i++) {
            sender.sendDirect(receiver.id(), new byte[1]);
            overlay.advance(Duration.ofMillis(10));
        }

        assertThat(receiver.deliveries()).hasSize(SimulatedNode.MAX_DELIVERIES);
        assertThat(receiver.core().drops().get(DropReason.PENDING_MESSAGES_FULL))
                .isEqualTo(3);
    }

    @Test
    void aNodeThatIsRemovedIsForgottenAndItsNeighboursFindOut() {
        SimulatedOverlay overlay =
                SimulatedOverlay.seed(1).wallClock(Instant.EPOCH).build();
        SimulatedNode stays = overlay.addNode();
        SimulatedNode goes = overlay.addNode(stays);
        overlay.advance(Duration.ofSeconds(1));
        assertThat(stays.hasEdgeTo(goes)).isTrue();

        overlay.remove(goes);
        overlay.advance(Duration.ofMinutes(2));

        assertThat(overlay.nodes()).containsExactly(stays);
        assertThat(goes.isAlive()).isFalse();
        assertThat(stays.hasEdgeTo(goes)).isFalse();
        assertThat(overlay.time().wallNanos()).isEqualTo(Duration.ofSeconds(121).toNanos());
    }

    /** Fifty nodes, each with up to three anchors among those before it, that send to each other while faults happen. */
    private static SimulatedOverlay randomRun(long seed) {
        return randomRun(seed, 0);
    }

    private static SimulatedOverlay randomRun(long seed, int targetEdges) {
        SimulatedOverlay overlay = SimulatedOverlay.seed(seed)
                .targetEdges(targetEdges)
                .link(new LinkProfile(Duration.ofMillis(5), Duration.ofMillis(20), 1_000_000))
                .trustSignatures()
                .build();
        SplittableRandom random = overlay.newRandom();
        List<SimulatedNode> nodes = new ArrayList<>();
        for (int i = 0; i < NODES; i++) {
            SimulatedNode[] anchors = new SimulatedNode[Math.min(i, 1 + random.nextInt(3))];
            for (int a = 0; a < anchors.length; a++) {
                anchors[a] = nodes.get(random.nextInt(i));
            }
            nodes.add(overlay.addNode(anchors));
        }
        Duration chaos = Duration.ofSeconds(30);
        new RandomFaults(overlay).schedule(FAULTS, chaos);
        for (int i = 0; i < MESSAGES; i++) {
            SimulatedNode from = nodes.get(random.nextInt(NODES));
            SimulatedNode to = nodes.get(random.nextInt(NODES));
            byte[] payload = new byte[random.nextInt(2000)];
            boolean direct = random.nextInt(4) == 0;
            overlay.time()
                    .schedule(
                            () -> {
                                if (direct) {
                                    from.sendDirect(to.id(), payload);
                                } else {
                                    from.send(to.id(), payload);
                                }
                                from.ping(to.id());
                            },
                            random.nextLong(chaos.toNanos()));
        }
        overlay.advance(chaos.plusSeconds(40));
        return overlay;
    }
}
