package io.nodenet.sample.call.rate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SendRateTest {
    private long now = -3_000_000_000L;
    private final SendRate rate = new SendRate(now);

    private Target after(int millis, long reported) {
        long end = now + Duration.ofMillis(millis).toNanos();
        while (now < end) {
            now += Duration.ofMillis(100).toNanos();
            rate.reported(reported, now);
            rate.tick(now);
        }
        return rate.target();
    }

    @Test
    void audioComesFirst() {
        assertThat(after(1_000, 1_000_000)).isEqualTo(new Target(24_000, 976_000));
        assertThat(after(1_000, 90_000)).isEqualTo(new Target(16_000, 74_000));
        assertThat(after(1_000, 59_000)).isEqualTo(new Target(16_000, 0));
    }

    @Test
    void videoDoesNotFlickerAtItsBound() {
        after(1_000, 50_000);

        assertThat(after(10_000, 79_000).videoBps()).isZero();
        assertThat(after(1_000, 81_000).videoBps()).isPositive();
        assertThat(after(10_000, 61_000).videoBps()).isPositive();
    }

    @Test
    void smallChangesAreNotTold() {
        after(1_000, 500_000);
        rate.reported(510_000, now);

        assertThat(rate.tick(now)).isFalse();
        rate.reported(530_000, now);
        assertThat(rate.tick(now)).isTrue();
    }

    @Test
    void aReceiverMayAskForNothingBeyondTheBounds() {
        assertThat(after(1_000, Long.MAX_VALUE).total()).isEqualTo(BandwidthEstimator.MAX);
        assertThat(after(5_000, Long.MIN_VALUE)).isEqualTo(new Target(16_000, 0));
    }

    @Test
    void whatDoesNotLeaveBringsTheTargetDownAtMostTwiceASecond() {
        after(1_000, 1_000_000);
        for (int i = 0; i < 100; i++) {
            rate.congested(now);
        }
        rate.tick(now);
        assertThat(rate.target().total()).isBetween(690_000L, 710_000L);

        assertThat(after(10_000, 1_000_000).total()).isGreaterThan(950_000);
    }

    @Test
    void aReceiverThatFallsSilentGetsLessAndLess() {
        after(1_000, 1_000_000);
        for (int i = 0; i < 600; i++) {
            now += Duration.ofMillis(100).toNanos();
            rate.tick(now);
        }
        assertThat(rate.target()).isEqualTo(new Target(16_000, 0));
    }
}
