package io.nodenet.node.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.routed.Freshness;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SentClockTest {
    private static final long WALL = 946_684_800_000_000_000L;

    private final SplittableRandom random = new SplittableRandom(9);
    private long wall = WALL;
    private final SentClock clock = new SentClock(() -> wall, random::nextLong);

    @Test
    void standingClockStillGivesEachMessageItsOwnTime() {
        Set<Long> times = new HashSet<>();
        for (int i = 0; i < 100_000; i++) {
            assertThat(times.add(clock.next())).isTrue();
            wall += i % 1000 == 0 ? Duration.ofMillis(1).toNanos() : 0;
        }
        assertThat(clock.next() - wall).isLessThan(SentClock.TICK_NANOS);
    }

    @ParameterizedTest
    @ValueSource(longs = {31, 120, 946_080_000})
    void clockThatWasAheadAndIsSetRightDoesNotMuteTheSender(long seconds) {
        wall = WALL + Duration.ofSeconds(seconds).toNanos();
        clock.next();

        wall = WALL;
        for (int i = 0; i < 100; i++) {
            assertThat(Freshness.isFresh(clock.next(), wall)).isTrue();
            wall += Duration.ofMillis(10).toNanos();
        }
    }
}
