package io.nodenet.node.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.fact.CloseReason;
import io.nodenet.transport.memory.LinkProfile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A process is killed and comes back with its identity at its address: the other one notices, whichever of them dialed. */
class RestartTest {
    private static final Duration STEP = Duration.ofMillis(100);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration BACK_WITH_TRAFFIC = Duration.ofSeconds(3);
    private static final Duration BACK_WHEN_IDLE = Duration.ofSeconds(10);

    private Overlay overlay = new Overlay(1205);
    private SimNode dialer = overlay.node();
    private SimNode acceptor = overlay.node();

    private void connected(long seed) {
        overlay = new Overlay(seed);
        dialer = overlay.node();
        acceptor = overlay.node();
        dialer.addAnchor(acceptor);
        overlay.runFor(SECOND);
        assertThat(dialer.core().edges().get(acceptor.id())).isNotNull();
    }

    private void kill(SimNode node) {
        overlay.network().kill(node.id());
    }

    /** Lets time pass in which a node sends to another ten times a second. */
    private void talk(SimNode from, SimNode to, Duration duration) {
        for (Duration gone = Duration.ZERO; gone.compareTo(duration) < 0; gone = gone.plus(STEP)) {
            from.send(to.id(), "still there?");
            overlay.runFor(STEP);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "2, 0", "3, 300", "4, 900", "5, 1500", "6, 2000", "7, 3100", "8, 4000", "9, 5000", "10, 6000"})
    void acceptorThatComesBackIsServedWithinThreeSecondsUnderTraffic(long seed, int goneMillis) {
        connected(seed);
        kill(acceptor);
        talk(dialer, acceptor, Duration.ofMillis(goneMillis));
        SimNode back = overlay.revive(acceptor);

        talk(dialer, acceptor, BACK_WITH_TRAFFIC);

        assertThat(back.deliveries).isNotEmpty();
        assertThat(dialer.edgesDown()).as("the edge lives on").isEmpty();
        overlay.runFor(BACK_WITH_TRAFFIC);
        assertThat(dialer.core().edges().at(0).connections())
                .as("the connection to the process that is gone has been retired")
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void acceptorThatComesBackHasItsEdgeWithinTenSecondsThoughNobodySaysAnything(long seed) {
        connected(seed);
        overlay.runFor(Duration.ofMillis(20_000 + 700 * seed));
        kill(acceptor);
        SimNode back = overlay.revive(acceptor);

        overlay.runFor(BACK_WHEN_IDLE);

        assertThat(back.core().edges().get(dialer.id())).isNotNull();
        back.send(dialer.id(), "here I am");
        overlay.settle();
        assertThat(dialer.texts()).contains("here I am");
    }

    @Test
    void dialerThatComesBackIsServedOverItsNewConnectionAtOnce() {
        connected(11);
        kill(dialer);
        SimNode back = overlay.revive(dialer);
        back.addAnchor(acceptor);
        overlay.settle();

        talk(acceptor, dialer, SECOND);

        assertThat(back.deliveries).hasSizeGreaterThan(8);
        assertThat(acceptor.edgesDown()).isEmpty();
    }

    @Test
    void nodeThatWasDialedBackHearsOfItAlthoughItHadDialedTheOneThatIsGone() {
        connected(12);
        kill(acceptor);
        SimNode back = overlay.revive(acceptor);
        back.addAnchor(dialer);

        talk(dialer, acceptor, BACK_WITH_TRAFFIC);

        assertThat(back.deliveries).isNotEmpty();
        overlay.runFor(BACK_WITH_TRAFFIC);
        assertThat(dialer.core().edges().at(0).connections())
                .allMatch(connection -> connection.lastReceivedNanos() > dialer.now() - 6 * SECOND.toNanos());
    }

    @Test
    void trafficThatNobodyAnswersDialsNoSecondConnectionAsLongAsPingsAreAnswered() {
        connected(13);

        talk(dialer, acceptor, Duration.ofSeconds(30));

        assertThat(dialer.dials).hasSize(1);
        assertThat(acceptor.deliveries).hasSize(300);
    }

    @Test
    void peerThatWasOnlySlowKeepsItsFirstConnectionAndTheSecondOneIsClosed() {
        connected(14);
        overlay.network().link(acceptor.id(), dialer.id(), new LinkProfile(Duration.ofMillis(1400), Duration.ZERO, 0));
        talk(dialer, acceptor, Duration.ofSeconds(6));
        assertThat(dialer.dials).as("it was suspected").hasSizeGreaterThan(1);
        overlay.network().link(acceptor.id(), dialer.id(), new LinkProfile(STEP, Duration.ZERO, 0));

        talk(dialer, acceptor, Duration.ofSeconds(10));

        assertThat(dialer.core().edges().at(0).connections()).hasSize(1);
        assertThat(acceptor.core().edges().at(0).connections()).hasSize(1);
        assertThat(dialer.edgesDown()).isEmpty();
        assertThat(acceptor.edgesDown()).isEmpty();
        assertThat(acceptor.deliveries).as("nothing was lost").hasSize(160);
        assertThat(dialer.dials).hasSizeLessThan(4);
    }

    @Test
    void peerThatTakesConnectionsAndAnswersNothingIsGivenUp() {
        Puppet mute = overlay.puppet();
        dialer.addAnchor(mute.id() + "@" + mute.endpoint().text());

        overlay.runFor(Duration.ofMillis(10_900));

        assertThat(dialer.dials).as("one more, and the next after the end").hasSizeBetween(2, 3);
        assertThat(dialer.edgesDown()).containsExactly(CloseReason.SILENT);
    }

    @Test
    void peerThatStaysAwayIsDialedAFewTimesBesideAndThenByTheOrdinaryBackoff() {
        connected(15);
        kill(acceptor);

        talk(dialer, acceptor, Duration.ofSeconds(8));

        assertThat(dialer.dials.size()).as("with the first one").isBetween(4, 6);
        overlay.runFor(Duration.ofSeconds(4));
        assertThat(dialer.edgesDown()).containsExactly(CloseReason.SILENT);
        overlay.runFor(Duration.ofMinutes(5));
        assertThat(dialer.dials).hasSizeLessThan(25);
    }

    @Test
    void atMostSixteenSecondConnectionsAreDialedAtATimeAndTheRestWaits() {
        List<SimNode> acceptors = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            SimNode each = overlay.node();
            acceptors.add(each);
            dialer.addAnchor(each);
        }
        overlay.runFor(SECOND);
        int before = dialer.dials.size();
        acceptors.forEach(this::kill);

        overlay.runFor(Duration.ofSeconds(11));

        List<Long> times = dialer.dials.stream()
                .skip(before)
                .map(dial -> dial.atNanos())
                .filter(at -> at < dialer.dials.get(before).atNanos() + SECOND.toNanos())
                .toList();
        assertThat(times).as("each of them takes a second at least to fail").hasSize(16);
    }
}
