package io.nodenet.node.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.address.Endpoint;
import io.nodenet.fact.ClockSkew;
import io.nodenet.fact.DropReason;
import io.nodenet.fact.NodeEvent;
import io.nodenet.identity.Identity;
import io.nodenet.routed.Freshness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A node learns from the messages that its neighbours pass on that its wall clock is off, and names the cause. */
class ClockWatchTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Overlay overlay = new Overlay(35);
    private final List<Wire> ends = new ArrayList<>();
    private final List<Identity> neighbours = new ArrayList<>();
    private int subnets;

    private SimNode anchoredNode(Duration clockSkew, SimNode... anchors) {
        SimNode node = overlay.node(clockSkew);
        for (SimNode anchor : anchors) {
            node.addAnchor(anchor);
        }
        return node;
    }

    /** Adds a neighbour that speaks in its own name, in a subnet of its own. */
    private void neighbour(SimNode node, boolean dialed) {
        neighbour(node, dialed, "198.51." + subnets++ + ".1");
    }

    private void neighbour(SimNode node, boolean dialed, String address) {
        Identity identity = overlay.newIdentity();
        Puppet puppet = overlay.puppet(identity.nodeId(), Endpoint.quic(address + ":4242"))
                .answeringPings();
        neighbours.add(identity);
        ends.add(overlay.edge(node, puppet, dialed));
    }

    /** Has neighbours send a message each second, signed at a time so far before the right one. */
    private void speak(SimNode node, int from, int to, Duration early, Duration duration) {
        for (int second = 0; second < duration.toSeconds(); second++) {
            for (int i = from; i < to; i++) {
                long sent = overlay.time().wallNanos() - early.toNanos();
                ends.get(i).say(Frames.route(neighbours.get(i), node.id(), sent, "at " + second));
            }
            overlay.runFor(Duration.ofSeconds(1));
        }
    }

    private static List<NodeEvent.ClockSkewed> warnings(SimNode node) {
        return node.events(NodeEvent.ClockSkewed.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT2M", "PT-45S", "P10957D", "P-10957D"})
    void G09_clockThatIsOffIsNamedWithinAMinuteBehindOneAnchor(Duration skew) {
        SimNode anchor = overlay.node();
        SimNode late = anchoredNode(skew, anchor);
        SimNode alice = anchoredNode(Duration.ZERO, anchor);
        overlay.runFor(Duration.ofSeconds(1));

        for (int second = 0; second < 58; second++) {
            alice.send(late.id(), "are you there?");
            overlay.runFor(Duration.ofSeconds(1));
        }

        assertThat(late.deliveries).isEmpty();
        assertThat(late.drops(DropReason.STALE)).isPositive();
        assertThat(warnings(late)).singleElement().satisfies(warning -> {
            assertThat(warning.skew().neighbours()).isEqualTo(1);
            assertThat(warning.skew().ahead().minus(skew).abs()).isLessThan(Duration.ofSeconds(1));
        });
        assertThat(late.core().clockSkew().isExcessive()).isTrue();
        assertThat(warnings(anchor)).isEmpty();
        assertThat(warnings(alice)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT20S", "PT-20S"})
    void clockWithinTheWindowIsNoMatter(Duration skew) {
        SimNode anchor = overlay.node();
        SimNode bob = anchoredNode(skew, anchor);
        SimNode alice = anchoredNode(Duration.ZERO, anchor);
        overlay.runFor(Duration.ofSeconds(1));

        for (int second = 0; second < 60; second++) {
            alice.send(bob.id(), "are you there?");
            overlay.runFor(Duration.ofSeconds(1));
        }

        assertThat(bob.deliveries).hasSize(60);
        assertThat(bob.core().clockSkew().ahead().minus(skew).abs()).isLessThan(Duration.ofSeconds(1));
        assertThat(bob.events(NodeEvent.class))
                .noneMatch(event -> event instanceof NodeEvent.ClockSkewed || event instanceof NodeEvent.ClockAgrees);
    }

    @Test
    void nodeAloneKnowsNothing() {
        SimNode alone = overlay.node(Duration.ofDays(10_957));
        overlay.runFor(HOUR);

        assertThat(alone.core().clockSkew()).isEqualTo(ClockSkew.UNKNOWN);
        assertThat(warnings(alone)).isEmpty();
    }

    @Test
    void hostileMinorityMovesNothing() {
        SimNode node = overlay.node();
        for (int i = 0; i < 5; i++) {
            neighbour(node, true);
        }

        for (int round = 0; round < 60; round++) {
            speak(node, 0, 2, HOUR, Duration.ofSeconds(1));
            speak(node, 2, 5, Duration.ZERO, Duration.ofSeconds(1));
        }

        assertThat(warnings(node)).isEmpty();
        assertThat(node.core().clockSkew().neighbours()).isEqualTo(5);
        assertThat(node.core().clockSkew().ahead()).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void hostileMinorityHidesNothing() {
        SimNode late = overlay.node(Duration.ofMinutes(-2));
        for (int i = 0; i < 5; i++) {
            neighbour(late, true);
        }

        for (int round = 0; round < 30; round++) {
            speak(late, 0, 2, Duration.ofMinutes(2), Duration.ofSeconds(1));
            speak(late, 2, 5, Duration.ZERO, Duration.ofSeconds(1));
        }

        assertThat(warnings(late)).hasSize(1);
    }

    @Test
    void twoStrangersWhoDialMoveNothingHoweverManyIdentitiesTheyHave() {
        SimNode node = overlay.node();
        neighbour(node, false);
        neighbour(node, false);
        for (int i = 0; i < 120; i++) {
            byte[] lie = Frames.route(
                    overlay.newIdentity(), node.id(), overlay.time().wallNanos() - HOUR.toNanos(), "lie");
            ends.get(i % 2).say(lie);
            overlay.runFor(Duration.ofSeconds(1));
        }

        assertThat(warnings(node)).isEmpty();
        assertThat(node.core().clockSkew()).isEqualTo(ClockSkew.UNKNOWN);
    }

    @Test
    void strangersDoNotOutvoteAnAnchor() {
        SimNode anchor = overlay.node();
        SimNode node = anchoredNode(Duration.ZERO, anchor);
        SimNode alice = anchoredNode(Duration.ZERO, anchor);
        for (int i = 0; i < 5; i++) {
            neighbour(node, false);
        }
        for (int i = 0; i < 2; i++) {
            alice.send(node.id(), "fresh");
            overlay.runFor(Duration.ofSeconds(1));
        }

        speak(node, 0, 5, HOUR, MINUTE);

        assertThat(warnings(node)).isEmpty();
        assertThat(node.core().clockSkew().neighbours()).isEqualTo(1);
    }

    @Test
    void strangersWhoSignAsEarlyAsAnAnchorTakesRaiseNoAlarm() {
        SimNode anchor = overlay.node();
        SimNode node = anchoredNode(Duration.ZERO, anchor);
        neighbour(anchor, false);
        neighbour(anchor, false);
        overlay.runFor(Duration.ofSeconds(1));

        for (int second = 0; second < 60; second++) {
            for (int i = 0; i < 2; i++) {
                long sent = overlay.time().wallNanos() - Freshness.WINDOW_NANOS + TimeUnit.MILLISECONDS.toNanos(15);
                ends.get(i).say(Frames.route(neighbours.get(i), node.id(), sent, "at " + second));
            }
            overlay.runFor(Duration.ofSeconds(1));
        }

        assertThat(node.core().clockSkew().ahead()).as("it is heard").isGreaterThan(ClockSkew.TOLERANCE);
        assertThat(warnings(node)).isEmpty();
    }

    @Test
    void crowdOfOneSubnetHasOneVoice() {
        SimNode node = overlay.node();
        for (int i = 0; i < 6; i++) {
            neighbour(node, false, "203.0.113." + (i + 1));
        }
        neighbour(node, false);
        neighbour(node, false);

        for (int round = 0; round < 60; round++) {
            speak(node, 0, 6, HOUR, Duration.ofSeconds(1));
            speak(node, 6, 8, Duration.ZERO, Duration.ofSeconds(1));
        }

        assertThat(warnings(node)).isEmpty();
        assertThat(node.core().clockSkew().neighbours()).isEqualTo(3);
    }

    @Test
    void anchorOfALanHearsItsNeighboursOneByOne() {
        SimNode late = overlay.node(Duration.ofMinutes(2));
        for (int i = 0; i < 3; i++) {
            neighbour(late, false, "192.168.7." + (i + 1));
        }

        speak(late, 0, 3, Duration.ZERO, MINUTE);

        assertThat(warnings(late)).hasSize(1);
    }

    @Test
    void warningComesOnceAnHourAndItsEndOnce() {
        SimNode node = overlay.node();
        for (int i = 0; i < 3; i++) {
            neighbour(node, true);
        }

        speak(node, 0, 3, Duration.ofMinutes(2), Duration.ofMinutes(59));
        assertThat(warnings(node)).hasSize(1);
        speak(node, 0, 3, Duration.ofMinutes(2), Duration.ofMinutes(2));
        assertThat(warnings(node)).hasSize(2);

        speak(node, 0, 3, Duration.ZERO, MINUTE);
        assertThat(node.events(NodeEvent.ClockAgrees.class)).hasSize(1);
        speak(node, 0, 3, Duration.ZERO, MINUTE);
        assertThat(node.events(NodeEvent.ClockAgrees.class)).hasSize(1);
        assertThat(warnings(node)).hasSize(2);
    }

    @Test
    void clockThatGoesWrongAgainWithinTheHourIsNotWarnedOfTwice() {
        SimNode node = overlay.node();
        for (int i = 0; i < 3; i++) {
            neighbour(node, true);
        }
        for (int round = 0; round < 4; round++) {
            speak(node, 0, 3, Duration.ofMinutes(2), MINUTE);
            speak(node, 0, 3, Duration.ZERO, MINUTE);
            overlay.runFor(Duration.ofMinutes(10));
        }

        assertThat(warnings(node)).hasSize(1);
        assertThat(node.events(NodeEvent.ClockAgrees.class)).hasSize(1);
    }

    @Test
    void neighboursThatFallSilentAreForgotten() {
        SimNode node = overlay.node();
        for (int i = 0; i < 3; i++) {
            neighbour(node, true);
        }
        speak(node, 0, 3, Duration.ZERO, MINUTE);
        assertThat(node.core().clockSkew().neighbours()).isEqualTo(3);

        overlay.runFor(Duration.ofMinutes(11));
        assertThat(node.core().clockSkew()).isEqualTo(ClockSkew.UNKNOWN);
    }

    @Test
    void lostEdgeTakesItsVoiceAway() {
        SimNode node = overlay.node();
        for (int i = 0; i < 3; i++) {
            neighbour(node, true);
        }
        speak(node, 0, 3, Duration.ZERO, MINUTE);
        node.drop(neighbours.get(0).nodeId());
        overlay.runFor(MINUTE);

        assertThat(node.core().clockSkew()).isEqualTo(ClockSkew.UNKNOWN);
    }

    @Test
    void toleranceIsTheWindowOfFreshness() {
        assertThat(ClockSkew.TOLERANCE.toNanos()).isEqualTo(Freshness.WINDOW_NANOS);
    }

    @Test
    void warningSaysHowMuchAndWhatToDo() {
        assertThat(new NodeEvent.ClockSkewed(new ClockSkew(Duration.ofMillis(120_400), 3)).describe())
                .startsWith("The clock of this machine is 120 s ahead of the network,")
                .endsWith("set the clock and keep it synchronized (NTP)");
        assertThat(new ClockSkew(Duration.ofSeconds(-45), 1).describe()).isEqualTo("45 s behind");
        assertThat(new ClockSkew(Duration.ofMinutes(150), 1).describe()).isEqualTo("2 h 30 min ahead");
        assertThat(new ClockSkew(Duration.ofDays(10_957), 1).describe()).isEqualTo("10957 days ahead");
        assertThat(ClockSkew.UNKNOWN.describe()).isEqualTo("unknown");
    }
}
