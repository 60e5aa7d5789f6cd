package io.nodenet.sample.call.rate;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.transport.memory.MediaLinkProfile;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the receiver estimates and the sender makes of it, over links that change, in virtual time. */
class SendingTest {
    private static final int QUEUE = 32_000;
    private static final int BITS = 8;

    private final VirtualStream stream = new VirtualStream();

    private static MediaLinkProfile carrying(long bitsPerSecond) {
        return MediaLinkProfile.CLEAR.withBottleneck(bitsPerSecond / BITS, QUEUE);
    }

    private static Duration seconds(int seconds) {
        return Duration.ofSeconds(seconds);
    }

    @Test
    void theTargetFallsBelowALinkThatShrinksWithinTwoSecondsAndAudioGoesOn() {
        stream.over(carrying(1_500_000)).run(seconds(30));
        assertThat(stream.target()).isGreaterThan(1_000_000);
        int before = stream.said();

        stream.over(carrying(300_000)).run(seconds(2));
        assertThat(stream.target()).isBetween(150_000L, 300_000L);

        for (int i = 0; i < 28; i++) {
            stream.run(seconds(1));
            assertThat(stream.target()).isBetween(100_000L, 360_000L);
        }
        assertThat(stream.lostSince(before)).isLessThan(0.01);
        assertThat(stream.split().videoBps()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(longs = {600_000, 1_000_000, 1_500_000})
    void theTargetRisesToFourFifthsOfALinkThatGrowsWithinHalfAMinute(long wide) {
        stream.over(carrying(300_000)).run(seconds(30));
        assertThat(stream.target()).isLessThan(400_000);

        stream.over(carrying(wide));
        long best = 0;
        for (int i = 0; i < 30; i++) {
            stream.run(seconds(1));
            best = Math.max(best, stream.target());
        }

        assertThat(best).isGreaterThan(wide * 8 / 10);
        assertThat(stream.target()).isGreaterThan(wide * 6 / 10);
    }

    @Test
    void jitterAloneDoesNotBringTheTargetDown() {
        stream.over(MediaLinkProfile.CLEAR.withSeed(3)).run(seconds(25));
        long before = stream.target();
        assertThat(before).isGreaterThan(1_000_000);

        stream.over(MediaLinkProfile.CLEAR.withSeed(3).withJitter(Duration.ofMillis(20)));
        for (int i = 0; i < 30; i++) {
            stream.run(seconds(1));
            assertThat(stream.target()).isGreaterThan(before * 7 / 10);
        }
    }

    @Test
    void twoPercentOfLossDoNotBringTheTargetDown() {
        stream.over(MediaLinkProfile.CLEAR.withSeed(3)).run(seconds(25));
        long before = stream.target();

        stream.over(MediaLinkProfile.CLEAR.withSeed(3).withLoss(0.02)).run(seconds(30));

        assertThat(stream.target()).isGreaterThanOrEqualTo(before);
    }

    @Test
    void aQueueThatIsTooShortToBeSeenShowsByItsLoss() {
        stream.over(MediaLinkProfile.CLEAR.withBottleneck(300_000 / BITS, 2_400))
                .run(seconds(60));

        assertThat(stream.target()).isBetween(60_000L, 420_000L);
    }

    @Test
    void aBurstOfOthersTakesTheTargetDownAndItComesBack() {
        stream.over(carrying(1_000_000)).run(seconds(30));
        long before = stream.target();
        assertThat(before).isGreaterThan(700_000);

        stream.besides(700_000);
        stream.run(seconds(4));
        assertThat(stream.target()).isLessThan(600_000);
        assertThat(stream.target()).isGreaterThan(60_000);

        stream.besides(0);
        stream.run(seconds(25));
        assertThat(stream.target()).isGreaterThan(before * 8 / 10);
    }

    @Test
    void aThinLinkCarriesAudioAndVideoIsTriedEverLessOften() {
        stream.over(MediaLinkProfile.CLEAR.withBottleneck(40_000 / BITS, 8_000)).run(seconds(60));

        int before = stream.said();
        int withVideo = 0;
        for (int i = 0; i < 300; i++) {
            stream.run(seconds(1));
            withVideo += stream.split().videoBps() > 0 ? 1 : 0;
        }

        assertThat(withVideo).isLessThan(30);
        assertThat(stream.lostSince(before)).isLessThan(0.05);
    }

    @Test
    void whoShowsLittleDoesNotRunFarAhead() {
        stream.mostVideo(100_000);
        stream.over(carrying(2_000_000)).run(seconds(60));

        assertThat(stream.target()).isBetween(190_000L, BandwidthEstimator.START);
    }

    @Test
    void aQueueWithoutEndShowsByItsDelay() {
        stream.over(MediaLinkProfile.CLEAR.withBottleneck(1_000_000 / BITS, 0)).run(seconds(20));

        stream.over(MediaLinkProfile.CLEAR.withBottleneck(200_000 / BITS, 0)).run(seconds(3));

        assertThat(stream.target()).isLessThan(200_000);
        int before = stream.said();
        stream.run(seconds(20));
        assertThat(stream.lostSince(before)).isLessThan(0.01);
    }
}
