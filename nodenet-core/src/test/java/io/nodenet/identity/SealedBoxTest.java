package io.nodenet.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.nodenet.SealedBoxException;
import io.nodenet.SealedBoxException.Reason;
import io.nodenet.kad.NodeId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SealedBoxTest {
    private static final long NOW = 1_700_000_000_000_000_000L;
    private static final Duration MAX_AGE = Duration.ofSeconds(30);
    private static final byte[] CONTENT = {1, 2, 3};
    private static final byte[] NO_DATA = {};

    private final Identity sender = identity(1);
    private final Identity recipient = identity(2);
    private final Identity thief = identity(3);

    private static Identity identity(int seed) {
        byte[] bytes = new byte[Identity.SEED_LENGTH];
        ByteBuffer.wrap(bytes).putInt(seed);
        return Identity.fromSeed(bytes);
    }

    private byte[] box(byte[] additionalData, long sealedNanos) {
        return SealedBox.seal(sender, recipient.exchangeKey(), CONTENT, additionalData, sealedNanos);
    }

    /** Returns a box with the same ciphertext, signed by somebody who cannot read it. */
    private byte[] stolen(byte[] box) {
        byte[] signed = ByteBuffer.allocate(box.length)
                .put(SealedBox.SIGNATURE_LABEL.getBytes(StandardCharsets.US_ASCII))
                .put(box, 0, 32)
                .put(recipient.exchangeKey())
                .put(box, 64, 8)
                .put(box, 73, box.length - 64 - 73)
                .flip()
                .array();
        int length = SealedBox.SIGNATURE_LABEL.length() + 32 + 32 + 8 + box.length - 64 - 73;
        byte[] copy = box.clone();
        System.arraycopy(thief.publicKey(), 0, copy, 32, 32);
        System.arraycopy(thief.sign(Arrays.copyOf(signed, length)), 0, copy, box.length - 64, 64);
        return copy;
    }

    private static void assertRefused(Reason reason, Runnable attempt) {
        assertThatExceptionOfType(SealedBoxException.class)
                .isThrownBy(attempt::run)
                .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(reason));
    }

    @Test
    void recipientReadsWhatWasSealedAndWhoSealedIt() {
        byte[] box = box(NO_DATA, NOW);

        SealedBox opened = SealedBox.open(recipient, box, NO_DATA, NOW, MAX_AGE);

        assertThat(opened.content()).isEqualTo(CONTENT);
        assertThat(opened.sender()).isEqualTo(sender.nodeId());
        assertThat(box).hasSizeLessThanOrEqualTo(CONTENT.length + SealedBox.MAX_OVERHEAD);
    }

    @Test
    void twoBoxesOfOneContentHaveNothingInCommon() {
        assertThat(Arrays.copyOf(box(NO_DATA, NOW), 32)).isNotEqualTo(Arrays.copyOf(box(NO_DATA, NOW), 32));
    }

    @Test
    void boxThatAnotherSignedOpensAsHisUnlessItIsBoundToItsSender() {
        assertThat(SealedBox.open(recipient, stolen(box(NO_DATA, NOW)), NO_DATA, NOW, MAX_AGE)
                        .sender())
                .isEqualTo(thief.nodeId());

        byte[] bound = stolen(box(SealedBox.boundTo(sender.nodeId()), NOW));

        assertRefused(
                Reason.NOT_DECRYPTED,
                () -> SealedBox.open(recipient, bound, SealedBox.boundTo(thief.nodeId()), NOW, MAX_AGE));
    }

    @Test
    void copyThatAnotherSignedDoesNotKeepTheGenuineBoxFromOpening() {
        ReplayCache cache = new ReplayCache(MAX_AGE);
        byte[] genuine = box(NO_DATA, NOW);

        cache.open(recipient, stolen(genuine), NO_DATA, NOW);

        assertThat(cache.open(recipient, genuine, NO_DATA, NOW).sender()).isEqualTo(sender.nodeId());
    }

    @Test
    void G06_boxOpensOnceAsLongAsItIsFresh() {
        ReplayCache cache = new ReplayCache(MAX_AGE);
        long ahead = NOW + MAX_AGE.toNanos();
        byte[] box = box(NO_DATA, ahead);
        cache.open(recipient, box, NO_DATA, NOW);

        assertRefused(Reason.REPLAY, () -> cache.open(recipient, box, NO_DATA, NOW));
        long last = ahead + MAX_AGE.toNanos();
        assertRefused(Reason.REPLAY, () -> cache.open(recipient, box, NO_DATA, last));
        assertRefused(Reason.EXPIRED, () -> cache.open(recipient, box, NO_DATA, last + 1));
    }

    @Test
    void expiredBoxesAreForgotten() {
        ReplayCache cache = new ReplayCache(MAX_AGE);
        for (int i = 0; i < 10; i++) {
            cache.open(recipient, box(NO_DATA, NOW), NO_DATA, NOW);
        }
        assertThat(cache.size()).isEqualTo(10);

        long later = NOW + 3 * MAX_AGE.toNanos();
        cache.open(recipient, box(NO_DATA, later), NO_DATA, later);

        assertThat(cache.size()).isEqualTo(1);
    }

    @Test
    void senderThatFillsItsShareIsRefusedAndOthersAreNot() {
        ReplayCache cache = new ReplayCache(MAX_AGE);
        for (int i = 0; i < 4_096; i++) {
            cache.remember(new byte[] {(byte) i, (byte) (i >> 8)}, sender.nodeId(), NOW, NOW);
        }

        assertRefused(Reason.SENDER_LIMIT, () -> cache.open(recipient, box(NO_DATA, NOW), NO_DATA, NOW));
        byte[] other = SealedBox.seal(thief, recipient.exchangeKey(), CONTENT, NO_DATA, NOW);
        assertThat(cache.open(recipient, other, NO_DATA, NOW).sender()).isEqualTo(thief.nodeId());
    }

    @Test
    void G06_fullCacheForgetsTheOldestGenerationAndStillCatchesAnImmediateReplay() {
        ReplayCache cache = new ReplayCache(MAX_AGE);
        for (int i = 0; i < 3 * 32_768; i++) {
            byte[] id = ByteBuffer.allocate(4).putInt(i).array();
            cache.remember(id, identityOf(i / 4_000), NOW, NOW);
        }
        byte[] box = box(NO_DATA, NOW);
        cache.open(recipient, box, NO_DATA, NOW);

        assertThat(cache.size()).isLessThanOrEqualTo(65_536);
        assertRefused(Reason.REPLAY, () -> cache.open(recipient, box, NO_DATA, NOW));
    }

    private static NodeId identityOf(int number) {
        byte[] id = new byte[32];
        id[0] = (byte) number;
        return NodeId.of(id, 0);
    }

    @Test
    void keyOfLowOrderAndKeyOfAnotherLengthAreRefusedBeforeAnythingIsSealed() {
        assertRefused(Reason.NO_AGREEMENT, () -> SealedBox.seal(sender, new byte[32], CONTENT, NO_DATA, NOW));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SealedBox.seal(sender, new byte[31], CONTENT, NO_DATA, NOW));
    }
}
