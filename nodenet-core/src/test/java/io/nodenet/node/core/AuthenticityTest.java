package io.nodenet.node.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.Vectors;
import io.nodenet.fact.DropReason;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.wire.FrameType;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Who may speak in whose name, and when. */
class AuthenticityTest {
    private static final long WINDOW = Duration.ofSeconds(30).toNanos();
    private static final int KEY_OFFSET = Frames.TTL_OFFSET + 1;
    private static final int SENT_OFFSET = KEY_OFFSET + 32;
    private static final int AVOID_COUNT_OFFSET = SENT_OFFSET + 8;

    private final Overlay overlay = new Overlay(23);
    private final SimNode node = overlay.quietNode();
    private final Identity origin = overlay.newIdentity();
    private final Puppet peer = overlay.puppet();
    private final Wire from = overlay.edge(node, peer, false);

    private long wall() {
        return overlay.time().wallNanos();
    }

    /** Hands a frame over at this very instant. */
    private void arrive(byte[] frame) {
        from.arrive(frame);
        overlay.time().advance(Duration.ZERO);
    }

    @Test
    void F01_victimsKeyWithoutItsSignatureIsNotDelivered() {
        byte[] forged = Frames.route(overlay.newIdentity(), node.id(), wall(), "in the victim's name");
        System.arraycopy(origin.publicKey(), 0, forged, KEY_OFFSET, 32);
        arrive(forged);

        assertThat(node.deliveries).isEmpty();
        assertThat(node.drops(DropReason.BAD_SIGNATURE)).isEqualTo(1);
    }

    @Test
    void F02_signedMessageIsDeliveredInItsSignersName() {
        arrive(Frames.route(origin, node.id(), wall(), "mine"));

        assertThat(node.deliveries)
                .singleElement()
                .satisfies(delivery -> assertThat(delivery.originator()).isEqualTo(origin.nodeId()));
    }

    @Test
    void F03_lookupInAVictimsNameIsNotAnswered() {
        byte[] lookup = Frames.routed(FrameType.LOOKUP, overlay.newIdentity(), node.id(), wall(), new byte[8]);
        System.arraycopy(origin.publicKey(), 0, lookup, KEY_OFFSET, 32);
        arrive(lookup);
        overlay.settle();

        assertThat(peer.heard()).isEmpty();
    }

    @Test
    void F04_originatorBelowTheDifficultyIsStoppedAtTheFirstHop() {
        Identity self = overlay.newIdentity();
        while (self.nodeId().leadingZeroBits() < 2) {
            self = overlay.newIdentity();
        }
        Identity weak = overlay.newIdentity();
        while (weak.nodeId().leadingZeroBits() > 0) {
            weak = overlay.newIdentity();
        }
        SimNode strict = overlay.node(
                self,
                Overlay.config(self, 2).upkeep(false).deduplicationCapacity(16).build());
        NodeId target = Frames.flip(strict.id(), 2);
        Puppet next = overlay.puppet(Frames.flip(target, 9));
        overlay.edge(strict, next, true);
        Puppet strong = overlay.puppet(Frames.flip(strict.id(), 99));
        Wire in = overlay.edge(strict, strong, false);

        in.say(Frames.route(weak, target, wall(), "too cheap"));
        overlay.settle();

        assertThat(next.heard()).isEmpty();
        assertThat(strict.drops(DropReason.ORIGINATOR_PROOF_OF_WORK)).isEqualTo(1);
        assertThat(in.closedFor()).as("the neighbour only carried it").isNull();
    }

    @Test
    void G01_staleMessageIsDroppedAtItsTargetAndAtAForwarder() {
        NodeId elsewhere = Frames.flip(node.id(), 0);
        Puppet next = overlay.puppet(Frames.flip(elsewhere, 9));
        overlay.edge(node, next, true);
        long hourAgo = wall() - Duration.ofHours(1).toNanos();

        arrive(Frames.route(origin, node.id(), hourAgo, "old"));
        arrive(Frames.route(origin, elsewhere, hourAgo, "old"));
        overlay.settle();

        assertThat(node.deliveries).isEmpty();
        assertThat(next.heard()).isEmpty();
        assertThat(node.drops(DropReason.STALE)).isEqualTo(2);
    }

    @Test
    void G02_timesAtTheExtremesDoNotWrapAround() {
        for (long sent : new long[] {Long.MIN_VALUE, Long.MIN_VALUE + 1, -1, 0, Long.MAX_VALUE - 1, Long.MAX_VALUE}) {
            arrive(Frames.route(origin, node.id(), sent, "extreme"));
        }

        assertThat(node.deliveries).isEmpty();
        assertThat(node.drops(DropReason.STALE)).isEqualTo(6);
    }

    @Test
    void G03_windowIncludesBothItsEndsAndNotANanosecondMore() {
        arrive(Frames.route(origin, node.id(), wall() - WINDOW, "oldest"));
        arrive(Frames.route(origin, node.id(), wall() + WINDOW, "newest"));
        arrive(Frames.route(origin, node.id(), wall() - WINDOW - 1, "too old"));
        arrive(Frames.route(origin, node.id(), wall() + WINDOW + 1, "too new"));

        assertThat(node.texts()).containsExactly("oldest", "newest");
        assertThat(node.drops(DropReason.STALE)).isEqualTo(2);
    }

    @Test
    void G04_signatureCoversPayloadKeyTimeAndType() {
        byte[] frame = Frames.route(origin, node.id(), wall(), "signed");
        arrive(Frames.tampered(frame, frame.length - 65));
        arrive(Frames.tampered(frame, KEY_OFFSET));
        arrive(Frames.tampered(frame, SENT_OFFSET + 7));
        arrive(retyped(Frames.routed(FrameType.LOOKUP, origin, node.id(), wall(), Frames.bytes("x"))));

        assertThat(node.deliveries).isEmpty();
        assertThat(node.drops(DropReason.BAD_SIGNATURE)).isEqualTo(4);
    }

    @Test
    void G04_signatureCoversTheTarget() {
        byte[] forSomebodyElse = Frames.route(origin, Frames.flip(node.id(), 255), wall(), "not for you");
        forSomebodyElse[Frames.TTL_OFFSET - 1] ^= 1; // now it names this node
        arrive(forSomebodyElse);

        assertThat(node.deliveries).isEmpty();
        assertThat(node.drops(DropReason.BAD_SIGNATURE)).isEqualTo(1);
    }

    @Test
    void G04_signatureCoversNeitherHopBudgetNorAvoidSet() {
        byte[] frame =
                Frames.routed(FrameType.ROUTE, origin, node.id(), wall(), Frames.bytes("valid"), 16, overlay.newId());
        frame[Frames.TTL_OFFSET] = 3;
        frame[AVOID_COUNT_OFFSET + 1] ^= 1;
        arrive(frame);

        assertThat(node.texts()).containsExactly("valid");
    }

    @Test
    void G05_bytesBehindTheSignatureAreRefused() {
        String message = Vectors.hex(Frames.route(origin, node.id(), wall(), "x"));
        arrive(Frames.frame(FrameType.ROUTE, Vectors.unhex(message.substring(8) + "00")));

        assertThat(node.deliveries).isEmpty();
        assertThat(node.drops(DropReason.MALFORMED_ENVELOPE)).isEqualTo(1);
    }

    @Test
    void G07_messageInjectedTenTimesIsDeliveredOnceAndNineAreCounted() {
        byte[] frame = Frames.route(origin, node.id(), wall(), "once");
        for (int i = 0; i < 10; i++) {
            arrive(frame.clone());
            overlay.runFor(Duration.ofSeconds(2));
        }

        assertThat(node.texts()).containsExactly("once");
        assertThat(node.drops(DropReason.DUPLICATE)).isEqualTo(9);
    }

    @Test
    void G07_replayWithinTheWholeWindowIsADuplicateAndLaterItIsStale() {
        byte[] frame = Frames.route(origin, node.id(), wall() + WINDOW, "from the future");
        arrive(frame.clone());
        overlay.runFor(Duration.ofNanos(2 * WINDOW));
        arrive(frame.clone());
        overlay.runFor(Duration.ofNanos(1));
        arrive(frame.clone());

        assertThat(node.texts()).hasSize(1);
        assertThat(node.drops(DropReason.DUPLICATE)).isEqualTo(1);
        assertThat(node.drops(DropReason.STALE)).isEqualTo(1);
    }

    @Test
    void H05_forgedKeysAreBadSignatures() {
        byte[] frame = Frames.route(origin, node.id(), wall(), "forged");
        for (int i = 0; i < 500; i++) {
            byte[] forged = frame.clone();
            forged[KEY_OFFSET + i % 32] ^= (byte) (1 + i / 32);
            arrive(forged);
        }

        assertThat(node.drops(DropReason.BAD_SIGNATURE)).isEqualTo(500);
        assertThat(node.deliveries).isEmpty();
    }

    @Test
    void L10_staleAndForgedMessagesMoveOneCounterEach() {
        arrive(Frames.route(origin, node.id(), 0, "stale"));
        byte[] frame = Frames.route(origin, node.id(), wall(), "forged");
        arrive(Frames.tampered(frame, frame.length - 1));

        assertThat(node.drops(DropReason.STALE)).isEqualTo(1);
        assertThat(node.drops(DropReason.BAD_SIGNATURE)).isEqualTo(1);
    }

    private static byte[] retyped(byte[] frame) {
        byte[] copy = frame.clone();
        copy[1] = (byte) FrameType.ROUTE.code();
        return copy;
    }
}
