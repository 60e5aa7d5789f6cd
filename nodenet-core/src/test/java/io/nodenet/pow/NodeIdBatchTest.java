package io.nodenet.pow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NodeIdBatchTest {
    private final Random random = new Random(42);
    private final NodeIdBatch batch = new NodeIdBatch();
    private final byte[] seeds = new byte[NodeIdBatch.SIZE * Identity.SEED_LENGTH];

    @Test
    void everyTryOfABatchIsTheNodeIdOfAnIdentity() {
        for (int repetition = 0; repetition < 10; repetition++) {
            random.nextBytes(seeds);

            batch.derive(seeds);

            for (int i = 0; i < NodeIdBatch.SIZE; i++) {
                assertThat(batch.nodeId(i))
                        .isEqualTo(Identity.fromSeed(seedAt(i)).nodeId());
            }
        }
    }

    @Test
    void seedsOfZerosAndOnesAndEqualOnesAreNoException() {
        Arrays.fill(seeds, 0, seeds.length / 2, (byte) 0xff);

        batch.derive(seeds);

        for (int i = 0; i < NodeIdBatch.SIZE; i++) {
            assertThat(batch.nodeId(i)).isEqualTo(Identity.fromSeed(seedAt(i)).nodeId());
        }
    }

    @Test
    void otherNumberOfSeedsIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> batch.derive(new byte[seeds.length - 1]))
                .withMessage("A batch has 2048 bytes, not 2047");
    }

    @Test
    void foundSeedIsDerivedAgainBeforeItIsUsed() {
        random.nextBytes(seeds);
        NodeId id = Identity.fromSeed(seedAt(7)).nodeId();

        Identity confirmed = SeedSearch.confirmed(seeds, 7, id);

        assertThat(confirmed.nodeId()).isEqualTo(id);
        assertThat(confirmed.seed()).isEqualTo(seedAt(7));
        assertThat(confirmed.isNew()).isTrue();
    }

    @Test
    void foundSeedWhoseNodeIdIsAnotherIsNotUsed() {
        random.nextBytes(seeds);
        NodeId id = Identity.fromSeed(seedAt(7)).nodeId();

        assertThatIllegalStateException()
                .isThrownBy(() -> SeedSearch.confirmed(seeds, 8, id))
                .withMessageContainingAll(
                        id.toString(), Identity.fromSeed(seedAt(8)).nodeId().toString());
    }

    private byte[] seedAt(int index) {
        return Arrays.copyOfRange(seeds, index * Identity.SEED_LENGTH, (index + 1) * Identity.SEED_LENGTH);
    }
}
