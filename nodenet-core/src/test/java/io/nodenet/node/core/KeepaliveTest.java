package io.nodenet.node.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.fact.CloseReason;
import io.nodenet.fact.NodeCounter;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeepaliveTest {
    private static final String PING = "010200";
    private static final String PONG = "0103020000";

    private final Overlay overlay = new Overlay(71);
    private final SimNode node = overlay.node();
    private final Puppet peer = overlay.puppet();

    private Wire newConnection(boolean outbound) {
        Wire end = outbound ? overlay.connect(node, peer) : overlay.dialIn(peer, node);
        end.say(Overlay.UNKNOWN_FRAME);
        overlay.settle();
        return end;
    }

    @Test
    void newConnectionIsPingedAtOnceSoThatThePeerLearnsOfIt() {
        newConnection(true);
        assertThat(peer.heard()).containsExactly(PING);

        newConnection(false);
        assertThat(peer.heard()).as("each connection has a life of its own").containsExactly(PING);
    }

    @Test
    void answeredConnectionIsLeftInPeaceUntilItIsIdle() {
        peer.answeringPings();
        Wire end = newConnection(false);
        overlay.runFor(Duration.ofSeconds(14));
        peer.heard();
        assertThat(node.count(NodeCounter.PINGS_SENT)).isEqualTo(1);

        overlay.runFor(Duration.ofMillis(2500));
        assertThat(peer.heard()).containsExactly(PING);
        assertThat(end.closedFor()).isNull();
    }

    @Test
    void idleConnectionIsPingedAfterFiveSecondsByWhoeverDialedIt() {
        peer.answeringPings();
        newConnection(true);
        overlay.runFor(Duration.ofMillis(4800));
        peer.heard();
        assertThat(node.count(NodeCounter.PINGS_SENT)).isEqualTo(1);

        overlay.runFor(Duration.ofMillis(1500));
        assertThat(peer.heard()).containsExactly(PING);
    }

    @Test
    void silentConnectionIsSuspectAfterThreeSecondsAndDeadAfterEight() {
        Wire end = newConnection(false);
        overlay.runFor(Duration.ofMillis(2800));
        assertThat(node.count(NodeCounter.PINGS_SENT)).isEqualTo(1);

        overlay.runFor(Duration.ofMillis(4800));
        assertThat(node.count(NodeCounter.PINGS_SENT)).as("a ping each second").isBetween(4L, 7L);
        assertThat(end.closedFor()).isNull();

        overlay.runFor(Duration.ofSeconds(2));
        assertThat(end.closedFor()).isEqualTo(CloseReason.SILENT);
        assertThat(node.core().edges().isEmpty()).isTrue();
        assertThat(node.edgesDown()).containsExactly(CloseReason.SILENT);
    }

    @Test
    void anyFrameIsASignOfLife() {
        Wire end = newConnection(true);
        for (int i = 0; i < 20; i++) {
            overlay.runFor(Duration.ofSeconds(2));
            end.say(Overlay.UNKNOWN_FRAME);
        }

        assertThat(end.closedFor()).isNull();
    }

    @Test
    void busyConnectionIsPingedAllTheSameOnceInTwoMinutes() {
        peer.answeringPings();
        Wire end = newConnection(false);
        for (int i = 0; i < 59; i++) {
            overlay.runFor(Duration.ofSeconds(2));
            end.say(Overlay.UNKNOWN_FRAME);
        }
        assertThat(node.count(NodeCounter.PINGS_SENT)).isEqualTo(1);

        overlay.runFor(Duration.ofSeconds(2));
        end.say(Overlay.UNKNOWN_FRAME);
        overlay.runFor(Duration.ofSeconds(2));
        assertThat(node.count(NodeCounter.PINGS_SENT)).isEqualTo(2);
    }

    @Test
    void fingersArePingedLaterThanSiblings() {
        for (int i = 0; i < 16; i++) {
            overlay.edge(node, overlay.puppet(Frames.flip(node.id(), 200 + i)).answeringPings(), false);
        }
        Puppet finger = overlay.puppet(Frames.flip(node.id(), 0)).answeringPings();
        overlay.edge(node, finger, false);

        overlay.runFor(Duration.ofSeconds(24));
        assertThat(finger.heard()).isEmpty();
        overlay.runFor(Duration.ofMillis(2500));
        assertThat(finger.heard()).containsExactly(PING);
    }

    @Test
    void B16_siblingThatFallsSilentIsPingedAndDroppedBeforeAFingerThatDoes() {
        for (int i = 0; i < 15; i++) {
            overlay.edge(node, overlay.puppet(Frames.flip(node.id(), 200 + i)).answeringPings(), false);
        }
        Puppet sibling = overlay.puppet(Frames.flip(node.id(), 199));
        Puppet finger = overlay.puppet(Frames.flip(node.id(), 0));
        for (Puppet silent : List.of(finger, sibling)) {
            overlay.edge(node, silent, false).say(PONG);
            overlay.settle();
            silent.heard();
        }

        overlay.runFor(Duration.ofMillis(16_500));
        assertThat(sibling.heard()).containsOnly(PING);
        assertThat(finger.heard()).isEmpty();
        overlay.runFor(Duration.ofSeconds(9));
        assertThat(node.core().edges().get(sibling.id())).isNull();
        assertThat(node.core().edges().get(finger.id())).isNotNull();

        overlay.runFor(Duration.ofSeconds(11));
        assertThat(node.core().edges().get(finger.id())).isNull();
        assertThat(node.edgesDown()).containsExactly(CloseReason.SILENT, CloseReason.SILENT);
    }

    @ParameterizedTest
    @ValueSource(longs = {60, -60})
    void B27_edgesOutliveAStepOfTheWallClock(long minutes) {
        SimNode other = overlay.node();
        overlay.edge(node, other);
        overlay.runFor(Duration.ofSeconds(30));
        long pings = node.count(NodeCounter.PINGS_SENT);

        node.stepWallClock(Duration.ofMinutes(minutes));
        overlay.runFor(Duration.ofSeconds(2));
        assertThat(node.count(NodeCounter.PINGS_SENT)).as("nothing looks idle").isLessThanOrEqualTo(pings + 1);
        overlay.runFor(Duration.ofMinutes(10));

        assertThat(node.core().edges().size()).isEqualTo(1);
        assertThat(node.edgesDown()).isEmpty();
        assertThat(other.edgesDown()).isEmpty();
    }

    @Test
    void whenOneConnectionDiesTheOtherTakesOver() {
        Wire dialed = newConnection(true);
        Wire accepted = newConnection(false);
        accepted.say(PONG);
        for (int i = 0; i < 6; i++) {
            overlay.runFor(Duration.ofSeconds(2));
            accepted.say(Overlay.UNKNOWN_FRAME); // the dialed one stays silent
        }
        peer.heard();

        assertThat(dialed.closedFor()).isEqualTo(CloseReason.SILENT);
        assertThat(accepted.closedFor()).isNull();
        assertThat(node.edgesDown()).isEmpty();
        node.sendDirect(peer.id(), Frames.bytes("x"));
        overlay.settle();
        assertThat(peer.heard()).contains("01400178");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void silentConnectionBesideOneThatIsHeardIsClosedSoonOnlyByWhoDialedIt(boolean outbound) {
        Wire heard = newConnection(outbound);
        Wire silent = newConnection(outbound);
        hearFor(heard, Duration.ofSeconds(5));
        assertThat(silent.closedFor())
                .as("the peer may hold one that it dialed for its edge")
                .isEqualTo(outbound ? CloseReason.SILENT : null);

        hearFor(heard, Duration.ofSeconds(5));
        assertThat(silent.closedFor()).isEqualTo(CloseReason.SILENT);
        assertThat(heard.closedFor()).isNull();
    }

    @Test
    void messagesLeaveASilentConnectionForTheOneThatIsHeard() {
        Wire heard = newConnection(false);
        Wire silent = newConnection(false);
        node.sendDirect(peer.id(), Frames.bytes("x"));
        overlay.settle();
        assertThat(peer.lastFrom()).as("the newer one").isEqualTo(silent.far());

        hearFor(heard, Duration.ofSeconds(5));
        assertThat(silent.closedFor()).isNull();
        node.sendDirect(peer.id(), Frames.bytes("y"));
        overlay.settle();
        assertThat(peer.lastFrom()).isEqualTo(heard.far());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void thirdConnectionReplacesTheOneThatTheSameSideDialed(boolean outbound) {
        Wire one = newConnection(!outbound);
        Wire other = newConnection(outbound);
        other.say(Overlay.UNKNOWN_FRAME);
        overlay.settle();

        Wire third = newConnection(outbound);

        assertThat(other.closedFor()).isEqualTo(CloseReason.SURPLUS);
        assertThat(one.closedFor()).as("though it was silent for longer").isNull();
        assertThat(third.closedFor()).isNull();
    }

    private void hearFor(Wire wire, Duration time) {
        for (long i = 0; i < time.toMillis() / 500; i++) {
            wire.say(Overlay.UNKNOWN_FRAME);
            overlay.runFor(Duration.ofMillis(500));
        }
    }

    @Test
    void cutConnectionsAreNoticedOnBothSides() {
        SimNode other = overlay.node();
        overlay.edge(node, other);
        overlay.runFor(Duration.ofSeconds(1));
        overlay.network().partition(node.id(), other.id());

        overlay.runFor(Duration.ofSeconds(40));

        assertThat(List.of(node.core().edges().size(), other.core().edges().size()))
                .containsExactly(0, 0);
    }

    @Test
    void restingNodesKeepTheirEdgeForHours() {
        SimNode other = overlay.node();
        overlay.edge(node, other);
        overlay.runFor(Duration.ofHours(3));

        assertThat(node.core().edges().size()).isEqualTo(1);
        assertThat(node.edgesDown()).isEmpty();
        assertThat(node.count(NodeCounter.PINGS_SENT) + other.count(NodeCounter.PINGS_SENT))
                .as("about one ping in 5 s, from the one that dialed")
                .isBetween(1700L, 2200L);
    }
}
