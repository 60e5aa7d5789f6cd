package io.nodenet.node.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.nodenet.Vectors;
import io.nodenet.fact.CloseReason;
import io.nodenet.fact.NodeCounter;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A connection carries nothing more toward a peer that is heard all the while, as on a path that has become too narrow for its packets. */
class StuckConnectionTest {
    private static final Duration STEP = Duration.ofMillis(500);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration FOUND_OUT = Duration.ofSeconds(6);
    private static final String LARGE = "x".repeat(5_000);

    private Overlay overlay = new Overlay(2501);
    private SimNode dialer = overlay.node();
    private SimNode acceptor = overlay.node();

    @BeforeEach
    void connected() {
        dialer.addAnchor(acceptor);
        overlay.runFor(SECOND);
        assertThat(dialer.core().edges().get(acceptor.id())).isNotNull();
    }

    private void stick() {
        overlay.network().stick(dialer.id(), acceptor.id());
    }

    /** Lets time pass in which the dialer sends large messages and the acceptor small ones. */
    private void talk(Duration duration) {
        for (Duration gone = Duration.ZERO; gone.compareTo(duration) < 0; gone = gone.plus(STEP)) {
            dialer.send(acceptor.id(), LARGE);
            acceptor.send(dialer.id(), "small");
            overlay.runFor(STEP);
        }
    }

    /** Lets time pass in which only the acceptor says anything. */
    private void listen(Duration duration) {
        for (Duration gone = Duration.ZERO; gone.compareTo(duration) < 0; gone = gone.plus(STEP)) {
            acceptor.send(dialer.id(), "small");
            overlay.runFor(STEP);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void messagesArriveAgainOverASecondConnectionAndTheEdgeLives(long seed) {
        overlay = new Overlay(seed);
        dialer = overlay.node();
        acceptor = overlay.node();
        connected();
        talk(Duration.ofMillis(700 * seed));
        stick();
        dialer.send(acceptor.id(), LARGE);

        listen(FOUND_OUT);

        acceptor.deliveries.clear();
        dialer.send(acceptor.id(), LARGE);
        overlay.settle();
        assertThat(acceptor.deliveries).hasSize(1);
        assertThat(dialer.count(NodeCounter.SECOND_DIALS)).isEqualTo(1);
        talk(Duration.ofSeconds(15));
        assertThat(dialer.core().edges().at(0).connections())
                .as("the one that carried nothing is gone")
                .hasSize(1);
        assertThat(dialer.edgesDown()).isEmpty();
        assertThat(acceptor.edgesDown()).isEmpty();
    }

    @Test
    void bufferThatDoesNotMoveIsGotRoundBeforeItsConnectionEnds() {
        stick();
        Host.fill(dialer.core().edges().at(0).connections().get(0).connection());

        listen(Duration.ofMillis(3_500));

        dialer.send(acceptor.id(), LARGE);
        overlay.settle();
        assertThat(acceptor.texts()).contains(LARGE);
        assertThat(dialer.count(NodeCounter.SECOND_DIALS)).isEqualTo(1);
        listen(FOUND_OUT);
        assertThat(dialer.edgesDown()).isEmpty();
        assertThat(dialer.core().edges().at(0).connections()).hasSize(1);
    }

    @Test
    void connectionThatMovesAgainInTimeCostsNoDial() {
        stick();
        dialer.send(acceptor.id(), LARGE);
        listen(Duration.ofMillis(3_000));
        overlay.network().heal(dialer.id(), acceptor.id());

        talk(Duration.ofSeconds(15));

        assertThat(acceptor.texts()).as("nothing was lost").hasSize(31);
        assertThat(dialer.dials).hasSize(1);
    }

    @Test
    void peerThatIsHeardAndAnswersNoPingOnAnyConnectionIsDialedOnceInThirtySecondsAtMost() {
        Puppet deaf = overlay.puppet();
        dialer.addAnchor(deaf.id() + "@" + deaf.endpoint().text());
        overlay.runFor(SECOND);
        for (int i = 0; i < 600; i++) {
            dialer.sendDirect(deaf.id(), Frames.bytes(LARGE));
            overlay.runFor(STEP);
            deaf.lastFrom().send(Unpooled.wrappedBuffer(Vectors.unhex(Overlay.UNKNOWN_FRAME)));
        }

        assertThat(dialer.count(NodeCounter.SECOND_DIALS)).isBetween(5L, 300L / 30 + 1);
        assertThat(dialer.core().edges().get(deaf.id())).isNotNull();
    }

    @Test
    void largeMessagesThatAreTakenCostAPingInTwoSecondsAndNoDial() {
        long before = dialer.count(NodeCounter.PINGS_SENT);

        talk(Duration.ofMinutes(2));

        assertThat(dialer.count(NodeCounter.PINGS_SENT) - before).isBetween(40L, 60L);
        assertThat(acceptor.count(NodeCounter.PINGS_SENT))
                .as("who cannot dial need not know")
                .isLessThan(4);
        assertThat(dialer.dials).hasSize(1);
        assertThat(dialer.edgesDown()).doesNotContain(CloseReason.STALLED);
    }

    @Test
    void smallMessagesInBothDirectionsCostNoPing() {
        long before = dialer.count(NodeCounter.PINGS_SENT);
        for (int i = 0; i < 4; i++) {
            dialer.send(acceptor.id(), "small");
            listen(Duration.ofSeconds(5));
        }

        assertThat(dialer.count(NodeCounter.PINGS_SENT) - before).isLessThan(2);
    }
}
