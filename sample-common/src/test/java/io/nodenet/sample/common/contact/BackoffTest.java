package io.nodenet.sample.common.contact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private final Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30), new Random(1));

    @Test
    void waitsDoubleUpToTheCapAndHalfOfThemIsChance() {
        long[] full = {1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000};
        for (int attempt = 0; attempt < full.length; attempt++) {
            Set<Long> delays = new HashSet<>();
            for (int i = 0; i < 100; i++) {
                long delay = backoff.delayMillis(attempt);
                assertThat(delay).isBetween(full[attempt] / 2, full[attempt]);
                delays.add(delay);
            }
            assertThat(delays).hasSizeGreaterThan(20);
        }
    }

    @Test
    void theHighestAttemptDoesNotOverflow() {
        assertThat(backoff.delayMillis(Integer.MAX_VALUE)).isBetween(15_000L, 30_000L);
    }

    @Test
    void aCapBelowTheBaseIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(1), new Random()));
    }
}
