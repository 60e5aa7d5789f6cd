package io.nodenet.node.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.fact.CloseReason;
import io.nodenet.fact.DropReason;
import io.nodenet.fact.NodeEvent;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.edge.FirstFrameAdmission;
import io.nodenet.wire.FrameType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FirstFrameAdmissionTest {
    private final Overlay overlay = new Overlay(41);
    private final SimNode node = gated();
    private final Puppet peer = overlay.puppet();
    private final Puppet other = overlay.puppet();
    private final List<NodeId> asked = new ArrayList<>();

    private SimNode gated() {
        Identity identity = overlay.newIdentity();
        return overlay.node(
                identity,
                Overlay.config(identity, 0)
                        .gated(true)
                        .deduplicationCapacity(1024)
                        .build());
    }

    private static byte[] app(String text) {
        return Frames.frame(FrameType.APP, Frames.bytes(text));
    }

    @Test
    void L05_bannedPeerGetsNoEdgeAndAnotherIsServed() {
        node.policy = (id, outbound) -> !id.equals(peer.id());
        Wire banned = overlay.dialIn(peer, node);
        Wire welcome = overlay.dialIn(other, node);

        banned.say(app("dropped"));
        welcome.say(app("served"));
        overlay.settle();

        assertThat(node.texts()).containsExactly("served");
        assertThat(banned.closedFor()).isEqualTo(CloseReason.EDGE_REFUSED);
        assertThat(node.drops(DropReason.EDGE_REFUSED)).isEqualTo(1);
        assertThat(node.core().edges().size()).isEqualTo(1);
    }

    @Test
    void L06_L07_bannedAnchorIsAskedAboutButNeverDialedAndOthersAre() {
        SimNode banned = overlay.node();
        SimNode fine = overlay.node();
        node.policy = (id, outbound) -> {
            assertThat(outbound).isTrue();
            return !id.equals(banned.id());
        };
        node.addAnchor(banned);
        node.addAnchor(fine);
        node.start();

        overlay.runFor(Duration.ofMinutes(2));

        assertThat(node.dials).extracting(SimNode.Dial::peer).containsExactly(fine.id());
        assertThat(node.drops(DropReason.EDGE_REFUSED)).isGreaterThan(1);
        assertThat(node.core().anchors().get(0).lastFailure()).contains("refused");
        assertThat(node.core().edges().size()).isEqualTo(1);
    }

    @Test
    void L08_bannedPeersMessageThroughAThirdNodeIsDeliveredInItsName() {
        Identity banned = overlay.newIdentity();
        node.policy = (id, outbound) -> !id.equals(banned.nodeId());
        Wire third = overlay.dialIn(other, node);

        third.say(Frames.route(banned, node.id(), overlay.time().wallNanos(), "around the ban"));
        overlay.settle();

        assertThat(node.deliveries).singleElement().satisfies(delivery -> {
            assertThat(delivery.originator()).isEqualTo(banned.nodeId());
            assertThat(delivery.text()).isEqualTo("around the ban");
        });
    }

    @Test
    void L19_silentPolicyIsARefusalAfterASecondAndHoldsUpNobodyElse() {
        node.policy = (id, outbound) -> id.equals(peer.id()) ? null : Boolean.TRUE;
        Wire slow = overlay.dialIn(peer, node);
        Wire quick = overlay.dialIn(other, node);
        slow.say(app("never"));
        quick.say(app("at once"));
        overlay.settle();
        assertThat(node.texts()).containsExactly("at once");

        overlay.runFor(Duration.ofMillis(900));
        assertThat(slow.closedFor()).isNull();
        overlay.runFor(Duration.ofMillis(200));

        assertThat(slow.closedFor()).isEqualTo(CloseReason.EDGE_REFUSED);
        assertThat(node.drops(DropReason.ADMISSION_TIMEOUT)).isEqualTo(1);
        assertThat(node.texts()).containsExactly("at once");
    }

    @Test
    void L19_slowAnswerAdmitsWithTheHeldFramesInOrder() {
        node.policyDelayNanos = Duration.ofMillis(500).toNanos();
        Wire end = overlay.dialIn(peer, node);
        for (int i = 0; i < 10; i++) {
            end.say(app("frame " + i));
        }
        overlay.settle();
        assertThat(node.deliveries).isEmpty();
        assertThat(end.isRead()).as("the peer is pushed back").isFalse();

        overlay.runFor(Duration.ofSeconds(1));

        assertThat(node.texts()).hasSize(10).startsWith("frame 0", "frame 1").endsWith("frame 9");
        assertThat(end.isRead()).isTrue();
    }

    @Test
    void L19_lateAnswerChangesNothing() {
        node.policyDelayNanos = Duration.ofMillis(1500).toNanos();
        Wire end = overlay.dialIn(peer, node);
        end.say(app("late"));
        overlay.runFor(Duration.ofSeconds(3));

        assertThat(node.core().edges().isEmpty()).isTrue();
        assertThat(node.deliveries).isEmpty();
    }

    @Test
    void L19_atMostFourFramesAreHeldAndTheRestIsCounted() {
        node.policyDelayNanos = Duration.ofMillis(500).toNanos();
        Wire end = overlay.dialIn(peer, node);
        for (int i = 0; i < 10; i++) {
            end.arrive(app("already read " + i));
        }
        overlay.runFor(Duration.ofSeconds(1));

        assertThat(node.texts()).hasSize(FirstFrameAdmission.MAX_HELD_FRAMES).startsWith("already read 0");
        assertThat(node.drops(DropReason.ADMISSION_OVERFLOW)).isEqualTo(6);
    }

    @Test
    void L19_atMost65536BytesAreHeldAndTheRestIsCounted() {
        node.policyDelayNanos = Duration.ofMillis(500).toNanos();
        Wire end = overlay.dialIn(peer, node);
        byte[] big = Frames.frame(FrameType.APP, new byte[23_000]);
        int left = 65_536 - 2 * big.length;
        int header = big.length - 23_000;
        end.arrive(big);
        end.arrive(big);
        byte[] one = Frames.frame(FrameType.APP, new byte[left - header + 1]);
        assertThat(one).as("one byte more than there is room").hasSize(left + 1);
        end.arrive(one);
        assertThat(node.drops(DropReason.ADMISSION_OVERFLOW)).isEqualTo(1);

        end.arrive(Frames.frame(FrameType.APP, new byte[left - header]));
        assertThat(node.drops(DropReason.ADMISSION_OVERFLOW))
                .as("as much as there is room")
                .isEqualTo(1);
        end.arrive(app("x"));
        assertThat(node.drops(DropReason.ADMISSION_OVERFLOW)).isEqualTo(2);
        overlay.runFor(Duration.ofSeconds(1));

        assertThat(node.deliveries).hasSize(3);
    }

    @Test
    void connectionThatEndsWhileItWaitsLeavesNothingBehindAndItsFramesAreCounted() {
        node.policyDelayNanos = Duration.ofMillis(500).toNanos();
        Wire end = overlay.dialIn(peer, node);
        end.arrive(app("one"));
        end.arrive(app("two"));

        end.close(CloseReason.SHUTDOWN);
        overlay.runFor(Duration.ofSeconds(2));

        assertThat(node.core().edges().isEmpty()).isTrue();
        assertThat(node.deliveries).isEmpty();
        assertThat(node.drops(DropReason.CLOSED_CONNECTION)).isEqualTo(2);
    }

    @Test
    void nodeThatLeavesAdmitsNobodyWhoStillWaits() {
        node.policyDelayNanos = Duration.ofMillis(500).toNanos();
        Wire end = overlay.dialIn(peer, node);
        end.say(app("too late"));
        overlay.settle();

        node.leave();
        overlay.runFor(Duration.ofSeconds(2));

        assertThat(node.hasLeft).isTrue();
        assertThat(node.events(NodeEvent.PeerConnected.class)).isEmpty();
        assertThat(end.closedFor()).isEqualTo(CloseReason.EDGE_REFUSED);
    }

    @Test
    void policyIsAskedOncePerEdgeAndNotForASecondConnection() {
        node.policy = (id, outbound) -> asked.add(id);
        overlay.edge(node, peer, false);
        overlay.edge(node, peer, false);
        overlay.edge(node, peer, false).say(app("heard"));
        overlay.settle();

        assertThat(asked).containsExactly(peer.id());
        assertThat(node.texts()).containsExactly("heard");
    }

    @Test
    void proofOfWorkIsCheckedBeforeThePolicyIsAsked() {
        Identity identity = overlay.newIdentity();
        SimNode strict = overlay.node(
                identity,
                Overlay.config(identity, 8)
                        .gated(true)
                        .deduplicationCapacity(1024)
                        .build());
        strict.policy = (id, outbound) -> asked.add(id);

        Wire end = overlay.edge(strict, overlay.puppet(Frames.flip(NodeId.ZERO, 7)), false);

        assertThat(end.closedFor()).isEqualTo(CloseReason.PROOF_OF_WORK);
        assertThat(asked).isEmpty();
    }
}
