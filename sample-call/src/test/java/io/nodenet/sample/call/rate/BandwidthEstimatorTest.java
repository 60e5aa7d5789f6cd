package io.nodenet.sample.call.rate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BandwidthEstimatorTest {
    private static final long MILLI = 1_000_000;
    private static final long MICRO = 1_000;

    private final BandwidthEstimator estimator = new BandwidthEstimator();

    @Test
    void theClockOfTheSenderMayWrap() {
        long now = 0;
        int sent = -1_000_000; // wraps to 0 after a second
        for (int i = 0; i < 500; i++) {
            estimator.onFrame(sent, now, 1_000);
            sent += 10_000;
            now += 10 * MILLI;
        }
        assertThat(estimator.bitsPerSecond()).isGreaterThan(BandwidthEstimator.START);
    }

    @Test
    void theEstimateStaysWithinItsBoundsWhateverTheSenderClaims() {
        Random random = new Random(11);
        long now = 0;
        for (int i = 0; i < 200_000; i++) {
            estimator.onFrame(random.nextInt(), now, random.nextInt(65_536));
            now += random.nextLong(20 * MILLI);
            assertThat(estimator.bitsPerSecond()).isBetween(BandwidthEstimator.MIN, BandwidthEstimator.MAX);
        }
    }

    @Test
    void clocksThatDriftApartAreNoQueue() {
        long now = 0;
        double sent = 0;
        for (int i = 0; i < 3_000; i++) {
            estimator.onFrame((int) (long) sent, now, 500);
            sent += 20_000 * 0.9998; // 200 in a million
            now += 20 * MILLI;
        }
        assertThat(estimator.bitsPerSecond()).isGreaterThanOrEqualTo(BandwidthEstimator.START);
    }

    @Test
    void anotherPathWithAnotherDelayIsNoQueue() {
        long now = 0;
        for (int i = 0; i < 500; i++) {
            estimator.onFrame((int) (now / MICRO), now + 10 * MILLI, 2_500);
            now += 20 * MILLI;
        }
        long before = estimator.bitsPerSecond();

        estimator.onOtherPath();
        for (int i = 0; i < 100; i++) {
            estimator.onFrame((int) (now / MICRO), now + 150 * MILLI, 2_500);
            now += 20 * MILLI;
        }

        assertThat(estimator.bitsPerSecond()).isGreaterThanOrEqualTo(before);
    }

    /** Sends what the estimate allows in frames of 20 ms for a time, each later by some milliseconds than the one before; returns the time. */
    private long send(long now, Duration duration, double laterMillis) {
        long end = now + duration.toNanos();
        double late = 0;
        while (now < end) {
            int bytes = (int) (estimator.bitsPerSecond() / 8 / 50);
            late += laterMillis;
            estimator.onFrame((int) (now / MICRO), now + Math.round(late * MILLI), bytes);
            now += 20 * MILLI;
        }
        return now;
    }

    @Test
    void aStallOfAMachineThatIsOverCostsSecondsAndNotHalfAMinute() {
        long now = send(0, Duration.ofSeconds(10), 0);
        for (int stalls = 0; stalls < 6; stalls++) {
            now = send(now, Duration.ofMillis(600), 15);
        }
        assertThat(estimator.bitsPerSecond()).as("after the stalls").isLessThan(BandwidthEstimator.START / 2);

        send(now, Duration.ofSeconds(5), 0);

        assertThat(estimator.bitsPerSecond()).isGreaterThan(BandwidthEstimator.START * 8 / 10);
    }

    @Test
    void lossIsCountedOncePerSecondWhateverTheOrder() {
        LossMeter meter = new LossMeter();
        long now = 0;
        meter.add(-2, now);
        for (int number : new int[] {-1, 1, 0, 2, 3, 6, 5, 7, 8}) {
            meter.add(number, now);
        }
        assertThat(meter.roll(now)).isFalse();
        assertThat(meter.roll(Duration.ofSeconds(1).toNanos())).isTrue();
        assertThat(meter.lost()).isEqualTo(1.0 / 11);

        meter.add(1_000_000, 2 * Duration.ofSeconds(1).toNanos());
        meter.roll(4 * Duration.ofSeconds(1).toNanos());
        assertThat(meter.lost()).as("a sender that counts anew").isZero();
    }

    @Test
    void aFallIsReportedAtOnceARiseFourTimesASecondAndAnythingEachSecond() {
        Reports reports = new Reports();
        assertThat(reports.isDue(100, 0)).isTrue();
        assertThat(reports.isDue(90, 40 * MILLI)).isFalse();
        assertThat(reports.isDue(90, 50 * MILLI)).isTrue();
        assertThat(reports.isDue(100, 290 * MILLI)).isFalse();
        assertThat(reports.isDue(100, 300 * MILLI)).isTrue();
        assertThat(reports.isDue(100, 1_299 * MILLI)).isFalse();
        assertThat(reports.isDue(100, 1_300 * MILLI)).isTrue();
    }

    @Test
    void aRateIsThatOfTheLastHalfSecond() {
        RateMeter meter = new RateMeter();
        for (int i = 0; i < 100; i++) {
            meter.add(1_250, i * 10 * MILLI);
        }
        assertThat(meter.bitsPerSecond(990 * MILLI)).isBetween(900_000L, 1_050_000L);
        assertThat(meter.bitsPerSecond(2_000 * MILLI)).isZero();
    }
}
