package io.nodenet.routed;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FreshnessTest {
    private static final long WINDOW = Freshness.WINDOW_NANOS;

    @Test
    void windowIncludesBothItsEndsAndNotANanosecondMore() {
        assertThat(Freshness.isFresh(1_000 - WINDOW, 1_000)).isTrue();
        assertThat(Freshness.isFresh(1_000 + WINDOW, 1_000)).isTrue();
        assertThat(Freshness.isFresh(1_000 - WINDOW - 1, 1_000)).isFalse();
        assertThat(Freshness.isFresh(1_000 + WINDOW + 1, 1_000)).isFalse();
    }

    @Test
    void windowOfAClockAtTheEndOfTimeDoesNotWrapAround() {
        assertThat(Freshness.isFresh(Long.MAX_VALUE, Long.MAX_VALUE - 1)).isTrue();
        assertThat(Freshness.isFresh(Long.MAX_VALUE - 1 - WINDOW, Long.MAX_VALUE - 1))
                .isTrue();
        assertThat(Freshness.isFresh(Long.MIN_VALUE, Long.MAX_VALUE - 1)).isFalse();
        assertThat(Freshness.isFresh(Long.MIN_VALUE, Long.MIN_VALUE + 1)).isTrue();
        assertThat(Freshness.isFresh(Long.MIN_VALUE + 1 + WINDOW, Long.MIN_VALUE + 1))
                .isTrue();
        assertThat(Freshness.isFresh(Long.MAX_VALUE, Long.MIN_VALUE + 1)).isFalse();
    }
}
