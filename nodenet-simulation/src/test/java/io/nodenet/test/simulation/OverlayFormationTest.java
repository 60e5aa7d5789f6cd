package io.nodenet.test.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.routing.Edge;
import io.nodenet.transport.TransportCounter;
import io.nodenet.transport.memory.HostProfile;
import io.nodenet.transport.memory.LinkProfile;
import io.nodenet.transport.memory.NatProfile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowingConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole overlays form by themselves and hold: groups B and C of docs/protocol/09, half of the nodes behind a NAT that nobody can dial. */
class OverlayFormationTest {
    private static final Duration JOIN_INTERVAL = Duration.ofMillis(100);
    private static final double GOAL = 0.99;

    private final SimulatedOverlay overlay =
            SimulatedOverlay.seed(42).link(LinkProfile.HOME).trustSignatures().build();
    private final SplittableRandom random = overlay.newRandom();

    private SimulatedNode join(boolean behindNat, SimulatedNode anchor) {
        NatProfile nat = behindNat ? NatProfile.PORT_RESTRICTED : NatProfile.NONE;
        return overlay.addNode(overlay.mint(), new HostProfile().withNat(nat), anchor);
    }

    /** Has nodes join one after the other through the first one; every other of them can only dial. */
    private SimulatedNode joinAll(int nodes) {
        SimulatedNode anchor = overlay.addNode();
        for (int i = 1; i < nodes; i++) {
            overlay.advance(JOIN_INTERVAL);
            join(i % 2 == 0, anchor);
        }
        return anchor;
    }

    /** Returns the share of single messages between random pairs of living nodes that arrive. */
    private double delivered(int messages) {
        List<SimulatedNode> alive = overlay.aliveNodes();
        alive.forEach(SimulatedNode::clearDeliveries);
        for (int i = 0; i < messages; i++) {
            SimulatedNode from = alive.get(random.nextInt(alive.size()));
            SimulatedNode to = alive.get(random.nextInt(alive.size()));
            while (to == from) {
                to = alive.get(random.nextInt(alive.size()));
            }
            from.send(to.id(), "message " + i);
            overlay.advance(Duration.ofMillis(10));
        }
        overlay.advance(Duration.ofSeconds(5));
        int arrived = alive.stream().mapToInt(node -> node.deliveries().size()).sum();
        return arrived / (double) messages;
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 400})
    void C08_C10_singleMessagesArriveAfterAllHaveJoinedThroughOneAnchor(int nodes) {
        joinAll(nodes);
        overlay.advance(Duration.ofMinutes(2));

        assertThat(delivered(1500)).isGreaterThanOrEqualTo(GOAL);
        assertThat(overlay.nodes()).allSatisfy(hasAnEdgeInEachOfTheFirstSixPopulatedBuckets());
    }

    private ThrowingConsumer<SimulatedNode> hasAnEdgeInEachOfTheFirstSixPopulatedBuckets() {
        return node -> {
            TreeMap<Integer, Integer> dialable = new TreeMap<>();
            for (SimulatedNode other : overlay.nodes()) {
                if (other != node
                        && other.transport()
                                .localEndpoints()
                                .contains(other.transport().boundEndpoint())) {
                    dialable.merge(node.id().bucketIndex(other.id()), 1, Integer::sum);
                }
            }
            List<Integer> first = dialable.keySet().stream().limit(6).toList();
            assertThat(node.core().edges().edges())
                    .extracting(edge -> node.id().bucketIndex(edge.id()))
                    .containsAll(first);
        };
    }

    @Test
    void C13_messagesArriveAgainAfterThreeOfTenNodesDied() {
        joinAll(200);
        overlay.advance(Duration.ofMinutes(2));
        List<SimulatedNode> all = new ArrayList<>(overlay.nodes());
        for (int i = 0; i < 60; i++) {
            overlay.remove(all.remove(random.nextInt(all.size())));
        }

        overlay.advance(Duration.ofMinutes(2));

        assertThat(delivered(1500)).isGreaterThanOrEqualTo(GOAL);
    }

    @Test
    void everybodyReachesEverybodyAfterTheOnlyAnchorIsGoneForGood() {
        SimulatedNode anchor = joinAll(30);
        overlay.advance(Duration.ofMinutes(1));
        overlay.remove(anchor);
        overlay.advance(Duration.ofMinutes(1));

        assertThat(delivered(600)).isEqualTo(1);
    }

    @Test
    void B20_nodeHasEdgesAgainWithinAMinuteAfterItsNetworkWasDownForTwenty() {
        SimulatedNode anchor = joinAll(20);
        overlay.advance(Duration.ofMinutes(1));
        SimulatedNode victim = overlay.nodes().get(7);
        overlay.network().split(List.of(victim.id()));
        overlay.advance(Duration.ofMinutes(20));
        assertThat(victim.core().edges().isEmpty()).isTrue();

        overlay.network().healAll();

        assertThat(overlay.runUntil(() -> victim.core().edges().size() >= 3, Duration.ofMinutes(1)))
                .isTrue();
        assertThat(anchor.isAlive()).isTrue();
    }

    @Test
    void B25_firstEdgeWithinHalfASecondAndThirdWithinTwo() {
        SimulatedNode anchor = joinAll(20);
        overlay.advance(Duration.ofSeconds(30));

        SimulatedNode fresh = join(false, anchor);

        assertThat(overlay.runUntil(() -> !fresh.core().edges().isEmpty(), Duration.ofMillis(500)))
                .isTrue();
        assertThat(overlay.runUntil(() -> fresh.core().edges().size() >= 3, Duration.ofMillis(1500)))
                .isTrue();
    }

    @Test
    void B26_noSecondOfAMassStartCarriesThreeTimesTheMean() {
        SimulatedNode anchor = overlay.addNode();
        for (int i = 1; i < 100; i++) {
            join(i % 2 == 0, anchor);
        }
        long most = 0;
        long before = 0;
        int seconds = 600;
        for (int i = 0; i < seconds; i++) {
            overlay.advance(Duration.ofSeconds(1));
            long sent = sent(TransportCounter.FRAMES_SENT);
            most = Math.max(most, sent - before);
            before = sent;
        }

        assertThat((double) most).isLessThan(3.0 * before / seconds);
    }

    @Test
    void idleNodeSendsLessThanOneKibibyteASecond() {
        int nodes = 100;
        joinAll(nodes);
        overlay.advance(Duration.ofMinutes(5));
        long before = sent(TransportCounter.BYTES_SENT);
        overlay.advance(Duration.ofMinutes(5));

        long perNodeAndSecond = (sent(TransportCounter.BYTES_SENT) - before) / nodes / 300;
        assertThat(perNodeAndSecond).isPositive().isLessThan(1024);
    }

    @Test
    void nodesBeyondTheInboundSlotsOfTheAnchorGetTheirEdgesToo() {
        SimulatedNode anchor = joinAll(300);
        overlay.advance(Duration.ofMinutes(1));

        assertThat(overlay.nodes())
                .allSatisfy(node -> assertThat(node.core().edges().size()).isGreaterThanOrEqualTo(3));
        assertThat(anchor.core().edges().edges().stream()
                        .filter(edge -> !edge.isOutbound())
                        .count())
                .isLessThanOrEqualTo(256);
    }

    @Test
    void E02_edgeOutlivesAPartitionThatIsOverBeforeItsPeerCountsAsDead() {
        SimulatedNode anchor = joinAll(2);
        overlay.advance(Duration.ofMinutes(1));
        SimulatedNode other = overlay.nodes().get(1);
        Edge edge = anchor.core().edges().at(0);
        overlay.network().split(List.of(other.id()));
        overlay.advance(Duration.ofSeconds(4));
        overlay.network().healAll();
        overlay.advance(Duration.ofMinutes(1));

        assertThat(anchor.core().edges().get(other.id())).isSameAs(edge);
    }

    @Test
    void E05_halvesThatWereCutForTenMinutesReachEachOtherAMinuteAfterItIsOver() {
        joinAll(60);
        overlay.advance(Duration.ofMinutes(2));
        List<SimulatedNode> nodes = overlay.nodes();
        overlay.network()
                .split(IntStream.range(0, nodes.size())
                        .filter(i -> i % 4 < 2)
                        .mapToObj(i -> nodes.get(i).id())
                        .toList());
        overlay.advance(Duration.ofMinutes(10));
        assertThat(delivered(200)).isLessThan(0.8);

        overlay.network().healAll();
        overlay.advance(Duration.ofMinutes(1));

        assertThat(delivered(600)).isGreaterThanOrEqualTo(GOAL);
    }

    @Test
    void E06_nodeThatWasOfflineForADayIsBackWithinHalfAMinute() {
        joinAll(6);
        overlay.advance(Duration.ofMinutes(1));
        SimulatedNode victim = overlay.nodes().get(3);
        overlay.network().split(List.of(victim.id()));
        overlay.advance(Duration.ofDays(1));
        assertThat(victim.core().edges().isEmpty()).isTrue();

        overlay.network().healAll();

        assertThat(overlay.runUntil(() -> victim.core().edges().size() >= 3, Duration.ofSeconds(30)))
                .isTrue();
    }

    private long sent(TransportCounter counter) {
        return overlay.nodes().stream()
                .mapToLong(node -> node.transport().counters().get(counter))
                .sum();
    }
}
