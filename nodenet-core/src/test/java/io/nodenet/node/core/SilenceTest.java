package io.nodenet.node.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.nodenet.fact.NodeCounter;
import io.nodenet.wire.FrameType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a node makes of neighbours that fall silent, and how much of it at a time. */
class SilenceTest {
    private static final Duration FOUND_OUT = Duration.ofMillis(7_500);

    private final Overlay overlay = new Overlay(37);
    private final SimNode node = overlay.node();
    private final List<Puppet> neighbours = new ArrayList<>();

    private void makeNeighbours(int count) {
        for (int i = 0; i < count; i++) {
            Puppet neighbour = overlay.puppet().answeringPings();
            overlay.edge(node, neighbour, true);
            neighbours.add(neighbour);
        }
        overlay.runFor(Duration.ofSeconds(10));
    }

    private void silence(int count) {
        neighbours.subList(0, count).forEach(each -> overlay.network().partition(node.id(), each.id()));
    }

    private long changes() {
        return node.count(NodeCounter.NETWORK_CHANGES);
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1", "2, 1, 0", "4, 1, 0", "4, 2, 1", "12, 5, 0", "12, 6, 1"})
    void networkHasChangedWhenHalfOfTheNeighboursAreSilentAndNotOneOfTwo(int all, int silent, long expected) {
        makeNeighbours(all);

        silence(silent);
        overlay.runFor(FOUND_OUT);

        assertThat(changes()).isEqualTo(expected);
    }

    @Test
    void neighboursThatAreSilentAgainAndAgainChangeTheNetworkOnceInFifteenSeconds() {
        makeNeighbours(4);
        for (int i = 0; i < 10; i++) {
            silence(4);
            overlay.runFor(Duration.ofSeconds(7));
            neighbours.forEach(each -> overlay.network().heal(node.id(), each.id()));
            overlay.runFor(Duration.ofSeconds(2));
        }

        assertThat(changes()).isBetween(2L, 90L / 15 + 1);
    }

    @Test
    void anotherPathIsLookedForToSixteenPeersAtATime() {
        makeNeighbours(40);
        neighbours.forEach(each -> node.sendDirect(each.id(), Frames.bytes("used")));
        overlay.runFor(Duration.ofSeconds(1));
        assertThat(node.count(NodeCounter.HELLOS_SENT)).isZero();

        silence(20);
        neighbours.forEach(each -> node.sendDirect(each.id(), Frames.bytes("unanswered")));
        overlay.time().runUntil(() -> node.count(NodeCounter.HELLOS_SENT) > 0, FOUND_OUT);
        overlay.settle();

        assertThat(node.count(NodeCounter.HELLOS_SENT)).isEqualTo(16);
    }

    @Test
    void silentNeighbourThatOnlySentIsNotLookedFor() {
        makeNeighbours(4);
        neighbours.get(0).lastFrom().send(Unpooled.wrappedBuffer(Frames.frame(FrameType.APP, Frames.bytes("hello"))));
        overlay.settle();
        assertThat(node.deliveries).hasSize(1);

        silence(1);
        overlay.runFor(FOUND_OUT);

        assertThat(node.count(NodeCounter.HELLOS_SENT)).isZero();
    }
}
