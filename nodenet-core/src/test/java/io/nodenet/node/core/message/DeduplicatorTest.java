package io.nodenet.node.core.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.kad.NodeId;
import io.nodenet.node.core.message.Deduplicator.Outcome;
import io.nodenet.node.core.port.CoreConfig;
import io.nodenet.routed.Freshness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeduplicatorTest {
    private static final long WALL = 946_684_800_000_000_000L;
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final NodeId EDGE = edge(1);

    private static NodeId edge(int number) {
        byte[] id = new byte[NodeId.LENGTH];
        id[0] = (byte) (number >> 8);
        id[1] = (byte) number;
        return NodeId.of(id, 0);
    }

    @Test
    void messageIsLetThroughOnceUntilItIsStale() {
        Deduplicator deduplicator = new Deduplicator(16);

        assertThat(deduplicator.admit(1, 2, WALL, EDGE, WALL)).isEqualTo(Outcome.NEW);
        assertThat(deduplicator.admit(1, 2, WALL, EDGE, WALL)).isEqualTo(Outcome.DUPLICATE);
        assertThat(deduplicator.examine(1, 2, WALL, edge(2), WALL + Freshness.WINDOW_NANOS))
                .as("in the last nanosecond in which it is fresh, over another edge")
                .isEqualTo(Outcome.DUPLICATE);
        assertThat(deduplicator.admit(1, 2, WALL, EDGE, WALL + Freshness.WINDOW_NANOS + 1))
                .isEqualTo(Outcome.STALE);
        assertThat(deduplicator.admit(1, 3, WALL, EDGE, WALL))
                .as("another hash")
                .isEqualTo(Outcome.NEW);
        assertThat(deduplicator.admit(0, 0, WALL, EDGE, WALL))
                .as("a hash of zeros")
                .isEqualTo(Outcome.NEW);
        assertThat(deduplicator.admit(0, 0, WALL, EDGE, WALL)).isEqualTo(Outcome.DUPLICATE);
        assertThat(deduplicator.admit(0, 1, WALL, EDGE, WALL))
                .as("the one that shares its slot, at no price: the hash is secret")
                .isEqualTo(Outcome.DUPLICATE);
    }

    @Test
    void whatIsStaleIsForgottenAndItsMemoryFreed() {
        Deduplicator deduplicator = new Deduplicator(CoreConfig.DEFAULT_DEDUPLICATION_CAPACITY);
        for (int i = 0; i < 10_000; i++) {
            deduplicator.admit(i, i, WALL + i * SECOND / 1000, EDGE, WALL + i * SECOND / 1000);
        }
        assertThat(deduplicator.size()).isEqualTo(10_000);

        long later = WALL + 100 * SECOND;
        assertThat(deduplicator.admit(1, 1, later, EDGE, later)).isEqualTo(Outcome.NEW);

        assertThat(deduplicator.size()).isEqualTo(1);
        assertThat(deduplicator.carriers()).isEqualTo(1);
        assertThat(deduplicator.bytes()).as("an idle node").isLessThan(65_536);
    }

    @Test
    void edgesThatFillTheMemoryLeaveRoomForTheOthers() {
        int capacity = 10_000;
        Deduplicator deduplicator = new Deduplicator(capacity);
        int flooders = 24;
        SplittableRandom random = new SplittableRandom(4);
        int refused = 0;
        for (int i = 0; i < 4 * capacity; i++) {
            Outcome outcome = deduplicator.admit(random.nextLong(), i, WALL, edge(10 + random.nextInt(flooders)), WALL);
            refused += outcome == Outcome.FULL ? 1 : 0;
        }

        assertThat(refused).isGreaterThan(2 * capacity);
        assertThat(deduplicator.size()).isLessThan(capacity * 97 / 100);
        for (int i = 0; i < 150; i++) {
            assertThat(deduplicator.admit(-1, i, WALL, EDGE, WALL)).isEqualTo(Outcome.NEW);
        }
    }

    @Test
    void G08_twoMillionMessagesOfManyEdgesLeaveBoundedMemory() {
        int capacity = CoreConfig.DEFAULT_DEDUPLICATION_CAPACITY;
        Deduplicator deduplicator = new Deduplicator(capacity);
        SplittableRandom random = new SplittableRandom(8);
        for (int i = 0; i < 2_000_000; i++) {
            long sent = WALL + random.nextLong(-29 * SECOND, 30 * SECOND);
            deduplicator.admit(random.nextLong(), random.nextLong(), sent, edge(random.nextInt(1000)), WALL);
        }

        assertThat(deduplicator.size()).isBetween(capacity * 9 / 10, capacity);
        assertThat(deduplicator.bytes()).as("at most 48 bytes for an entry").isLessThan(48L * capacity);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void howeverTheClockStepsNothingComesThroughTwice(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Deduplicator deduplicator = new Deduplicator(CoreConfig.DEFAULT_DEDUPLICATION_CAPACITY);
        List<Long> signed = new ArrayList<>();
        Set<Integer> through = new HashSet<>();
        long wall = WALL;
        for (int i = 0; i < 20_000; i++) {
            wall += random.nextLong(SECOND / 10);
            if (random.nextInt(100) == 0) {
                wall += random.nextLong(-90, 90) * SECOND;
            }
            boolean replay = !signed.isEmpty() && random.nextBoolean();
            if (!replay) {
                signed.add(wall + random.nextLong(-29, 30) * SECOND);
            }
            int message = replay ? random.nextInt(signed.size()) : signed.size() - 1;
            if (deduplicator.admit(message, 7, signed.get(message), EDGE, wall) == Outcome.NEW) {
                assertThat(through.add(message))
                        .as("message %s, step %s", message, i)
                        .isTrue();
            }
        }
        assertThat(through).hasSizeGreaterThan(300);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 25, 60, 3600})
    void whatIsFreshIsRefusedForNoLongerThanTheStep(long seconds) {
        Deduplicator deduplicator = new Deduplicator(CoreConfig.DEFAULT_DEDUPLICATION_CAPACITY);
        long wall = WALL;
        for (int i = 0; i < 200; i++) {
            wall += SECOND;
            assertThat(deduplicator.admit(i, 1, wall, EDGE, wall)).isEqualTo(Outcome.NEW);
        }

        wall -= seconds * SECOND;
        int refused = 0;
        for (int i = 0; i < 4000; i++) {
            wall += SECOND;
            refused += deduplicator.admit(i, 2, wall, EDGE, wall) == Outcome.NEW ? 0 : 1;
        }

        assertThat(refused).isLessThanOrEqualTo((int) seconds);
    }

    @Test
    void clockThatWasFarAheadAndIsSetRightRefusesNothing() {
        Deduplicator deduplicator = new Deduplicator(CoreConfig.DEFAULT_DEDUPLICATION_CAPACITY);
        deduplicator.admit(1, 1, WALL, EDGE, WALL);
        long ahead = WALL + Duration.ofDays(365 * 30).toNanos();
        assertThat(deduplicator.admit(2, 2, WALL + SECOND, EDGE, ahead)).isEqualTo(Outcome.STALE);

        assertThat(deduplicator.admit(2, 2, WALL + SECOND, EDGE, WALL + SECOND)).isEqualTo(Outcome.NEW);
    }
}
