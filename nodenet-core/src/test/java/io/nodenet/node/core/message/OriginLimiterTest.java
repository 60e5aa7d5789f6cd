package io.nodenet.node.core.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.kad.NodeId;
import io.nodenet.node.core.turn.Turn;
import io.nodenet.testing.Allocation;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OriginLimiterTest {
    private static final int BURST = 32;
    private static final int ORIGINATORS = 4096;

    private final SplittableRandom random = new SplittableRandom(5);
    private final Turn turn = new Turn();
    private final OriginLimiter limiter = new OriginLimiter(turn);

    @BeforeEach
    void begin() {
        turn.begin(0, 0);
    }

    private NodeId newId() {
        byte[] id = new byte[NodeId.LENGTH];
        random.nextBytes(id);
        return NodeId.of(id);
    }

    private int take(NodeId originator, int attempts) {
        int taken = 0;
        for (int i = 0; i < attempts; i++) {
            taken += limiter.tryTake(originator) ? 1 : 0;
        }
        return taken;
    }

    @Test
    void burstOf32ThenSixteenASecond() {
        NodeId originator = newId();

        assertThat(take(originator, 100)).isEqualTo(BURST);
        turn.begin(Duration.ofSeconds(1).toNanos(), 0);
        assertThat(take(originator, 100)).isEqualTo(16);
        turn.begin(Duration.ofHours(1).toNanos(), 0);
        assertThat(take(originator, 100)).isEqualTo(BURST);
    }

    @Test
    void originatorsThatMayAskAsMuchAsNewOnesAreForgottenWhenOthersCome() {
        for (int i = 0; i < 100; i++) {
            limiter.tryTake(newId());
        }
        NodeId drained = newId();
        take(drained, BURST);
        turn.begin(Duration.ofSeconds(1).toNanos(), 0);
        for (int i = 0; i < 60; i++) {
            limiter.tryTake(newId());
        }

        assertThat(limiter.size()).isEqualTo(60 + 1);
        assertThat(take(drained, 100)).isEqualTo(16);
    }

    @Test
    void H07_drainedOriginatorStaysDrainedWhenTheTableOverflows() {
        NodeId victim = newId();
        take(victim, BURST);
        for (int i = 0; i < 2 * ORIGINATORS; i++) {
            limiter.tryTake(newId());
        }

        assertThat(limiter.size()).isEqualTo(ORIGINATORS);
        assertThat(limiter.tryTake(victim)).isFalse();
    }

    @Test
    void H16_newOriginatorIsTakenInForABucketAndNoMoreWhileTheTableIsSaturated() {
        NodeId[] originators = new NodeId[3 * ORIGINATORS];
        for (int i = 0; i < originators.length; i++) {
            originators[i] = newId();
        }
        int[] next = {0};
        while (next[0] < ORIGINATORS) {
            limiter.tryTake(originators[next[0]++]);
        }

        long bytes = Allocation.bytesOf(() -> {
            for (int i = 0; i < ORIGINATORS; i++) {
                limiter.tryTake(originators[next[0]++]);
            }
        });

        assertThat(limiter.size()).isEqualTo(ORIGINATORS);
        assertThat(bytes / ORIGINATORS).as("nothing is copied or sorted").isBetween(1L, 200L);
    }
}
