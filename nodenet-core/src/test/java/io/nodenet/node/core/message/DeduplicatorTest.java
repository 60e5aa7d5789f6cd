package io.nodenet.node.core.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.fact.DropReason;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.port.CoreConfig;
import io.nodenet.node.core.port.Counts;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DeduplicatorTest {
    private static final long LIFE = 60_000_000_000L;

    private final Counts counts = new Counts();

    private static NodeId originator(int number) {
        byte[] id = new byte[NodeId.LENGTH];
        id[0] = (byte) (number >> 16);
        id[1] = (byte) (number >> 8);
        id[2] = (byte) number;
        return NodeId.of(id, 0);
    }

    private long evicted() {
        return counts.drops().get(DropReason.DEDUPLICATION_EVICTED);
    }

    @Test
    void messageIsRememberedUntilItIsStale() {
        Deduplicator deduplicator = new Deduplicator(16, counts);

        assertThat(deduplicator.add(originator(1), 7, LIFE, 0)).isTrue();
        assertThat(deduplicator.add(originator(1), 7, LIFE, LIFE - 1)).isFalse();
        assertThat(deduplicator.contains(originator(1), 7)).isTrue();
        assertThat(deduplicator.contains(originator(2), 7)).isFalse();
        assertThat(deduplicator.add(originator(2), 8, 3 * LIFE, LIFE)).isTrue();
        assertThat(deduplicator.contains(originator(1), 7)).isFalse();
        assertThat(deduplicator.size()).isEqualTo(1);
        assertThat(evicted()).isZero();
    }

    @Test
    void oneOriginatorPushesOutItsOwnOldestOnly() {
        Deduplicator deduplicator = new Deduplicator(65_536, counts);
        deduplicator.add(originator(1), 1, LIFE, 0);

        for (int i = 0; i < 2 * Deduplicator.PER_ORIGINATOR; i++) {
            deduplicator.add(originator(2), i, LIFE, 0);
        }

        assertThat(deduplicator.size()).isEqualTo(1 + Deduplicator.PER_ORIGINATOR);
        assertThat(deduplicator.contains(originator(1), 1)).isTrue();
        assertThat(deduplicator.contains(originator(2), 0)).isFalse();
        assertThat(deduplicator.contains(originator(2), Deduplicator.PER_ORIGINATOR))
                .isTrue();
        assertThat(evicted()).isEqualTo(Deduplicator.PER_ORIGINATOR);
    }

    @Test
    void whenFullTheOldestOfAllGoes() {
        Deduplicator deduplicator = new Deduplicator(4, counts);
        for (int i = 0; i < 5; i++) {
            deduplicator.add(originator(i), i, LIFE, 0);
        }

        assertThat(deduplicator.size()).isEqualTo(4);
        assertThat(deduplicator.contains(originator(0), 0)).isFalse();
        assertThat(deduplicator.contains(originator(4), 4)).isTrue();
        assertThat(evicted()).isEqualTo(1);
    }

    @Test
    void pushingOutWhatIsStaleAnywayIsNotCounted() {
        Deduplicator deduplicator = new Deduplicator(2, counts);
        deduplicator.add(originator(0), 0, 3 * LIFE, 0);
        deduplicator.add(originator(1), 1, LIFE, 0);
        deduplicator.add(originator(2), 2, 3 * LIFE, 2 * LIFE);
        assertThat(evicted()).as("the oldest was still fresh").isEqualTo(1);

        deduplicator.add(originator(3), 3, 5 * LIFE, 2 * LIFE);
        assertThat(evicted()).isEqualTo(1);
        assertThat(deduplicator.size()).isEqualTo(2);
    }

    @Test
    void G08_millionDistinctMessagesLeaveBoundedMemory() {
        int capacity = CoreConfig.DEFAULT_DEDUPLICATION_CAPACITY;
        Deduplicator deduplicator = new Deduplicator(capacity, counts);
        SplittableRandom random = new SplittableRandom(8);

        for (int i = 0; i < 1_000_000; i++) {
            deduplicator.add(originator(random.nextInt(100_000)), random.nextLong(), LIFE, 0);
        }
        assertThat(deduplicator.size()).isEqualTo(capacity);
        assertThat(deduplicator.originators()).isLessThanOrEqualTo(capacity);
        assertThat(evicted()).isEqualTo(1_000_000 - capacity);

        deduplicator.add(originator(1), 1, 3 * LIFE, 2 * LIFE);
        assertThat(deduplicator.size()).as("all the others are stale").isEqualTo(1);
        assertThat(deduplicator.originators()).isEqualTo(1);
    }
}
