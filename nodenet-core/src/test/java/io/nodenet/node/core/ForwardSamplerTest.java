package io.nodenet.node.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.fact.DropReason;
import io.nodenet.fact.NodeCounter;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.message.ForwardSampler;
import io.nodenet.wire.FrameType;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a loaded edge forwards through a node is sampled, and forgeries cost it its budget (W-42). */
class ForwardSamplerTest {
    private static final int BURST = 1024;

    private final Overlay overlay = new Overlay(42);
    private final SimNode node = overlay.quietNode();
    private final NodeId target = Frames.flip(node.id(), 0);
    private final Wire from = overlay.edge(node, overlay.puppet(Frames.flip(node.id(), 200)), false);
    private final Identity originator = overlay.newIdentity();

    ForwardSamplerTest() {
        overlay.edge(node, overlay.puppet(target), false);
    }

    private void forward(int messages, boolean forged) {
        forward(from, messages, forged);
    }

    private void forward(Wire from, int messages, boolean forged) {
        for (int i = 0; i < messages; i++) {
            byte[] frame = Frames.routed(
                    FrameType.ROUTE, originator, target, overlay.time().wallNanos() + i, Frames.bytes("x"), 16);
            if (forged) {
                frame[frame.length - 1] ^= 1;
            }
            from.arrive(frame);
        }
        overlay.settle();
    }

    @Test
    void nothingIsVerifiedWhileAnEdgeHasHalfOfItsBudget() {
        forward(BURST / 2 - 1, true);

        assertThat(node.count(NodeCounter.FORWARDED)).isEqualTo(BURST / 2 - 1);
        assertThat(node.count(NodeCounter.FORWARDED_SAMPLED)).isZero();
    }

    @Test
    void aSampleOfGenuineMessagesCostsNothing() {
        forward(BURST, false);

        assertThat(node.count(NodeCounter.FORWARDED)).isEqualTo(BURST);
        assertThat(node.count(NodeCounter.FORWARDED_SAMPLED)).isBetween(1L, 40L);
        assertThat(node.drops(DropReason.FORWARDED_FORGERY)).isZero();
    }

    @Test
    void samplesUnderVerificationHaveALimitAndTheNextIsTakenWhenOneIsDone() {
        node.holdVerifications = true;
        for (int i = 0; i < 6; i++) {
            forward(overlay.edge(node, overlay.puppet(Frames.flip(node.id(), 100 + i)), false), BURST, false);
        }
        assertThat(node.count(NodeCounter.FORWARDED)).isEqualTo(6L * BURST);
        assertThat(node.count(NodeCounter.FORWARDED_SAMPLED))
                .as("48 of 3,072 would be")
                .isEqualTo(16);

        node.verified(node.heldJobs.remove(0));
        forward(BURST, false);
        assertThat(node.count(NodeCounter.FORWARDED_SAMPLED)).isEqualTo(17);

        node.holdVerifications = false;
        node.heldJobs.forEach(node::verified);
    }

    @Test
    void forgeriesFoundLowerTheBudgetOfTheEdgeThatBringsThem() {
        forward(BURST, true);
        long found = node.drops(DropReason.FORWARDED_FORGERY);
        assertThat(found).isEqualTo(node.count(NodeCounter.FORWARDED_SAMPLED)).isPositive();

        overlay.runFor(Duration.ofMillis(500));
        long before = node.count(NodeCounter.FORWARDED);
        forward(BURST, false);

        long refilled = 512 / 2 + 30;
        assertThat(node.count(NodeCounter.FORWARDED) - before)
                .isLessThan(Math.max(1, refilled - found * ForwardSampler.ONE_IN / 2));
    }
}
