package io.nodenet.sample.messenger.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.kad.NodeId;
import io.nodenet.sample.messenger.envelope.Envelope;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class HoldBackTest {
    private static final NodeId ALICE = NodeId.parse("a1".repeat(32));
    private static final NodeId BOB = NodeId.parse("b0".repeat(32));

    private final HoldBack heldBack = new HoldBack(10);

    private static Envelope.Message message(long sequence) {
        return new Envelope.Message(UUID.randomUUID(), 1, 1, sequence, "text", Instant.EPOCH);
    }

    @Test
    void aRunEndsAtTheFirstGap() {
        heldBack.add(ALICE, 1, message(2));
        heldBack.add(ALICE, 1, message(3));
        heldBack.add(ALICE, 1, message(5));
        assertThat(heldBack.following(ALICE, 2))
                .extracting(Envelope.Message::sequence)
                .containsExactly(2L, 3L);
        heldBack.release(ALICE, 4);
        assertThat(heldBack.size()).isEqualTo(1);
        assertThat(heldBack.following(ALICE, 5)).hasSize(1);
        assertThat(heldBack.following(BOB, 5)).isEmpty();
    }

    @Test
    void allSendersTogetherAreLimited() {
        for (int i = 2; i < 7; i++) {
            assertThat(heldBack.add(ALICE, 1, message(i))).isTrue();
            assertThat(heldBack.add(BOB, 1, message(i))).isTrue();
        }
        assertThat(heldBack.add(BOB, 1, message(7))).isFalse();
        assertThat(heldBack.size()).isEqualTo(10);
        heldBack.forget(ALICE);
        assertThat(heldBack.size()).isEqualTo(5);
        assertThat(heldBack.add(BOB, 1, message(7))).isTrue();
    }

    @Test
    void oneSenderIsLimitedToWhatItMayHaveUnderWay() {
        HoldBack roomy = new HoldBack(1_000);
        assertThat(roomy.add(ALICE, 1, message(SendWindow.SIZE))).isTrue();
        assertThat(roomy.add(ALICE, 1, message(SendWindow.SIZE + 1))).isFalse();
        assertThat(roomy.add(ALICE, 1, message(Long.MAX_VALUE))).isFalse();
    }

    @Test
    void aRepeatedMessageTakesNoFurtherRoom() {
        assertThat(heldBack.add(ALICE, 1, message(2))).isTrue();
        assertThat(heldBack.add(ALICE, 1, message(2))).isTrue();
        assertThat(heldBack.size()).isEqualTo(1);
    }
}
