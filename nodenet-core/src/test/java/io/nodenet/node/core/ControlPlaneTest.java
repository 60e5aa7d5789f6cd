package io.nodenet.node.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.BackpressureException;
import io.nodenet.ConnectionClosedException;
import io.nodenet.UnroutableException;
import io.nodenet.fact.CloseReason;
import io.nodenet.fact.DropReason;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Pings, direct messages and drops that the application asks for. */
class ControlPlaneTest {
    private static final String PONG = "0103020000";

    private final Overlay overlay = new Overlay(83);
    private final SimNode node = overlay.quietNode();
    private final Puppet peer = overlay.puppet();
    private final Wire end = overlay.edge(node, peer, true);

    @Test
    void pingMeasuresTheRoundTripAndLearnsTheObservedAddress() {
        SimNode other = overlay.quietNode();
        overlay.edge(node, other);

        long operation = node.ping(other.id());
        overlay.settle();

        assertThat(node.completed).containsEntry(operation, 2 * Overlay.DELAY_NANOS);
        assertThat(node.core().edges().get(other.id())).satisfies(edge -> {
            assertThat(edge.roundTripNanos()).isEqualTo(2 * Overlay.DELAY_NANOS);
            assertThat(edge.observedEndpoint()).isEqualTo(node.endpoint());
        });
    }

    @Test
    void pongsBelongToPingsInTheirOrder() {
        long first = node.ping(peer.id());
        overlay.settle();
        long second = node.ping(peer.id());
        overlay.settle();
        end.say(PONG);
        overlay.settle();
        assertThat(node.completed).containsOnlyKeys(first);

        end.say(PONG);
        overlay.settle();
        assertThat(node.completed).containsOnlyKeys(first, second);
    }

    @Test
    void unsolicitedAndMalformedPongsAreCountedAndChangeNothing() {
        end.say(PONG);
        end.say("010300");
        end.say("010303000000");
        overlay.settle();

        assertThat(node.drops(DropReason.UNSOLICITED_PONG)).isEqualTo(1);
        assertThat(node.drops(DropReason.MALFORMED_PAYLOAD)).isEqualTo(2);
        assertThat(node.core().edges().at(0).roundTripNanos()).isNegative();
    }

    @Test
    void pingsUnderWayFailWithTheirConnection() {
        long operation = node.ping(peer.id());
        end.close(CloseReason.SHUTDOWN);
        overlay.settle();

        assertThat(node.failed.get(operation)).isInstanceOf(ConnectionClosedException.class);
        assertThat(node.completed).isEmpty();
    }

    @Test
    void pingsUnderWayFailWhenTheEdgeIsDropped() {
        long operation = node.ping(peer.id());
        node.drop(peer.id());

        assertThat(node.failed.get(operation)).isInstanceOf(ConnectionClosedException.class);
    }

    @Test
    void pingsUnderWayOnASurplusConnectionFailWithIt() {
        long operation = node.ping(peer.id());
        overlay.edge(node, peer, true);
        overlay.edge(node, peer, true);

        assertThat(node.failed.get(operation)).isInstanceOf(ConnectionClosedException.class);
    }

    @Test
    void sixteenPingsWaitForTheirPongAndNoMore() {
        for (int i = 0; i < 16; i++) {
            assertThat(node.failed).doesNotContainKey(node.ping(peer.id()));
        }
        assertThat(node.failed.get(node.ping(peer.id()))).isInstanceOf(BackpressureException.class);
    }

    @Test
    void pingOverAConnectionThatIsDownFailsAsClosed() {
        end.breakSilently();
        long operation = node.ping(peer.id());

        assertThat(node.failed.get(operation)).isInstanceOf(ConnectionClosedException.class);
        assertThat(node.core().edges().isEmpty()).isTrue();
    }

    @Test
    void pingOverAStalledConnectionFailsAsFull() {
        end.stall(true);

        assertThat(node.failed.get(node.ping(peer.id()))).isInstanceOf(BackpressureException.class);
        assertThat(node.drops(DropReason.SEND_BUFFER_FULL)).isEqualTo(1);
        assertThat(node.core().edges().size()).isEqualTo(1);
    }

    @Test
    void directMessageIsOneApplicationFrame() {
        long operation = node.sendDirect(peer.id(), Frames.bytes("hi"));
        overlay.settle();

        assertThat(peer.heard()).containsExactly("0140026869");
        assertThat(node.completed).containsEntry(operation, 2L);
    }

    @Test
    void withoutAnEdgeThereIsNothingToPingAndNothingToDrop() {
        end.close(CloseReason.SHUTDOWN);
        overlay.settle();

        assertThat(node.failed.get(node.ping(peer.id()))).isInstanceOf(UnroutableException.class);
        assertThat(node.failed.get(node.drop(peer.id()))).isInstanceOf(UnroutableException.class);
    }

    @Test
    void leaveIsSaidOnEveryConnectionAndEndsWhenThePeersHaveClosed() {
        SimNode other = overlay.quietNode();
        overlay.edge(node, other);
        Wire second = overlay.edge(node, peer, false);

        node.leave();
        overlay.settle();
        assertThat(peer.heard("07")).hasSize(2);
        assertThat(node.hasLeft).isFalse();

        end.close(CloseReason.PEER_LEFT);
        second.close(CloseReason.PEER_LEFT);
        overlay.settle();
        assertThat(node.hasLeft).isTrue();
    }

    @Test
    void leaveWaitsForPeersHalfASecondAtMostAndClosesTheRest() {
        node.leave();
        overlay.runFor(Duration.ofMillis(499));
        assertThat(node.hasLeft).isFalse();

        overlay.runFor(Duration.ofMillis(1));
        assertThat(node.hasLeft).isTrue();
        overlay.settle();
        assertThat(end.closedFor()).isEqualTo(CloseReason.SHUTDOWN);
        assertThat(node.core().edges().isEmpty()).isTrue();
    }

    @Test
    void nodeThatLeavesTakesNobodyIn() {
        node.leave();
        Wire late = overlay.dialIn(overlay.puppet(), node);
        late.say("010200");
        overlay.settle();

        assertThat(node.core().edges().size()).isEqualTo(1);
        assertThat(node.send(peer.id(), "too late")).isZero();
        assertThat(node.drops(DropReason.CLOSED_CONNECTION)).isEqualTo(1);
    }

    @Test
    void nodeWithoutEdgesLeavesAtOnce() {
        SimNode alone = overlay.quietNode();
        alone.leave();
        assertThat(alone.hasLeft).isTrue();
    }

    @Test
    void L01_nodeThatHasLeftDialsNobodyAnyMore() {
        SimNode leaver = overlay.node();
        leaver.addAnchor(overlay.deadAnchor());
        leaver.leave();
        int dials = leaver.dials.size();

        overlay.runFor(Duration.ofMinutes(5));
        assertThat(leaver.dials).hasSize(dials);
    }

    @Test
    void L02_dialThatSucceedsDuringShutdownIsClosed() {
        SimNode leaver = overlay.node();
        SimNode anchor = overlay.node();
        leaver.addAnchor(anchor);
        leaver.leave();
        overlay.settle();

        assertThat(leaver.core().edges().isEmpty()).isTrue();
        assertThat(anchor.core().edges().isEmpty()).isTrue();
    }
}
