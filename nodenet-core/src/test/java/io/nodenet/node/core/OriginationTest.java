package io.nodenet.node.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.BackpressureException;
import io.nodenet.fact.CloseReason;
import io.nodenet.fact.DropReason;
import io.nodenet.fact.NodeCounter;
import io.nodenet.kad.NodeId;
import io.nodenet.routed.RoutedSigning;
import io.nodenet.routed.SignedMessage;
import io.nodenet.wire.FrameType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OriginationTest {
    private final Overlay overlay = new Overlay(11);
    private final SimNode node = overlay.quietNode();
    private final NodeId target = Frames.flip(node.id(), 0);
    private final List<Puppet> hops = new ArrayList<>();
    private final List<Wire> ends = new ArrayList<>();

    /** Five neighbours, the nearest to the target last. */
    @BeforeEach
    void addNeighbours() {
        for (int bit = 1; bit <= 5; bit++) {
            hops.add(overlay.puppet(Frames.flip(target, bit)));
            ends.add(overlay.edge(node, hops.get(bit - 1), bit % 2 == 0));
        }
    }

    @Test
    void A04_threeCopiesLeaveAndEachAvoidsTheOtherFirstHops() {
        assertThat(node.send(target, "hello")).isEqualTo(3);
        overlay.settle();

        Set<String> firstHops = new HashSet<>();
        hops.subList(2, 5).forEach(hop -> firstHops.add(hop.id().toString()));
        for (Puppet hop : hops.subList(2, 5)) {
            List<String> heard = hop.heard();
            assertThat(heard).hasSize(1);
            Set<String> others = new HashSet<>(firstHops);
            others.remove(hop.id().toString());
            assertThat(RecordedPacket.of(heard.get(0)).avoidWithoutTarget())
                    .containsExactlyInAnyOrderElementsOf(others);
        }
        assertThat(hops.get(0).heard()).isEmpty();
        assertThat(hops.get(1).heard()).isEmpty();
        assertThat(node.count(NodeCounter.ORIGINATED)).isEqualTo(1);
        assertThat(node.count(NodeCounter.COPIES_SENT)).isEqualTo(3);
    }

    @Test
    void messageThatIsSentAgainLeavesOverNeighboursThatDidNotGetIt() {
        node.send(target, "hello");
        node.send(target, "something else");
        node.send(target, "hello");
        overlay.settle();

        assertThat(hops).extracting(hop -> hop.heard().size()).containsExactly(1, 1, 2, 2, 3);
    }

    @Test
    void A07_withoutAnEdgeNothingLeavesAndOneCounterMoves() {
        SimNode alone = overlay.quietNode();

        assertThat(alone.send(target, "hello")).isZero();
        assertThat(alone.drops(DropReason.UNROUTABLE)).isEqualTo(1);
        assertThat(alone.count(NodeCounter.ORIGINATED)).isZero();
    }

    @Test
    void hopsThatTurnOutToBeClosedAreReplacedByTheNextOnes() {
        ends.subList(2, 5).forEach(Wire::breakSilently);

        assertThat(node.send(target, "hello")).isEqualTo(2);
        overlay.settle();

        assertThat(hops.get(0).heard()).hasSize(1);
        assertThat(hops.get(1).heard()).hasSize(1);
        assertThat(node.edgesDown()).hasSize(3);
    }

    @Test
    void messageThatFindsEveryConnectionClosedIsUnroutableAndCounted() {
        ends.forEach(Wire::breakSilently);

        assertThat(node.send(target, "hello")).isZero();
        assertThat(node.drops(DropReason.UNROUTABLE)).isEqualTo(1);
        assertThat(node.count(NodeCounter.ORIGINATED)).isZero();
    }

    @Test
    void A12_theLargestPayloadFitsThePacketWithThreeEdges() {
        assertThat(node.send(target, new byte[65_326])).isEqualTo(3);
        overlay.settle();

        assertThat(hops.get(4).heard())
                .singleElement()
                .satisfies(frame -> assertThat(frame.length() / 2).isEqualTo(65_536));
    }

    @Test
    void stalledNeighbourIsPassedOverForOneThatHasRoom() {
        ends.get(4).stall(true);

        assertThat(node.send(target, "hello")).isEqualTo(3);
        overlay.settle();

        assertThat(hops.get(4).heard()).isEmpty();
        assertThat(hops.get(1).heard()).hasSize(1);
    }

    @Test
    void whenAllAreStalledTheRefusalIsCountedAndRoomIsAnnouncedLater() {
        ends.forEach(end -> end.stall(true));

        assertThat(node.send(target, "hello")).isZero();
        assertThat(node.drops(DropReason.SEND_BUFFER_FULL)).isPositive();

        ends.forEach(end -> end.stall(false));
        overlay.settle();
        assertThat(node.writable()).as("who waits for room must hear of it").isNotEmpty();
    }

    @Test
    void neighbourWhoseConnectionIsDownIsDroppedAndTheOthersCarryTheMessage() {
        ends.get(4).breakSilently();

        assertThat(node.send(target, "hello")).isEqualTo(2);
        overlay.settle();

        assertThat(node.core().edges().get(hops.get(4).id())).isNull();
        assertThat(node.edgesDown()).containsExactly(CloseReason.PEER_CLOSED);
        assertThat(hops.get(3).heard()).hasSize(1);
        assertThat(hops.get(2).heard()).hasSize(1);
    }

    @Test
    void A19_stuckTargetIsReachedOverADetour() {
        SimNode source = overlay.quietNode();
        SimNode direct = overlay.quietNode();
        overlay.edge(source, direct);
        for (int i = 0; i < 2; i++) {
            SimNode detour = overlay.quietNode();
            overlay.edge(source, detour);
            overlay.edge(detour, direct);
        }
        overlay.network().cut(source.id(), direct.id());

        assertThat(source.send(direct.id(), "over the detour")).isEqualTo(3);
        overlay.settle();

        assertThat(direct.texts()).containsExactly("over the detour");
    }

    @Test
    void A20_manySendsTowardAStalledNeighbourAreRefusedAndKeepNothing() {
        SimNode source = overlay.quietNode();
        Puppet only = overlay.puppet();
        Wire end = overlay.edge(source, only, true);
        end.stall(true);
        long sentBefore = source.sentFrames();

        SignedMessage message = RoutedSigning.sign(
                source.identity(), FrameType.ROUTE, only.id(), overlay.time().wallNanos(), Frames.bytes("x"));
        for (int i = 0; i < 10_000; i++) {
            assertThat(source.originate(message)).isZero();
        }
        end.stall(false);
        overlay.runFor(Duration.ofMinutes(1));

        assertThat(source.sentFrames())
                .as("nothing was queued behind the stall")
                .isEqualTo(sentBefore);
        assertThat(only.heard()).isEmpty();
        assertThat(source.drops(DropReason.SEND_BUFFER_FULL)).isEqualTo(10_000);
    }

    @Test
    void H10_aStalledConnectionRefusesEveryKindOfFrameAtOnce() {
        SimNode source = overlay.quietNode();
        Puppet peer = overlay.puppet();
        Wire end = overlay.edge(source, peer, true);
        end.stall(true);
        long sentBefore = source.sentFrames();

        long ping = source.ping(peer.id());
        int copies = source.send(peer.id(), "routed");
        end.arrive(Frames.frame(FrameType.PING, new byte[0]));

        assertThat(source.failed.get(ping)).isInstanceOf(BackpressureException.class);
        assertThat(copies).isZero();
        assertThat(source.count(NodeCounter.PONGS_SENT)).isZero();
        assertThat(source.drops(DropReason.SEND_BUFFER_FULL)).isPositive();
        end.stall(false);
        overlay.settle();
        assertThat(source.sentFrames()).as("nothing was kept for later").isEqualTo(sentBefore);
    }
}
