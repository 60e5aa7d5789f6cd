package io.nodenet.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.nodenet.metrics.DurationHistogram.Bucket;
import io.nodenet.metrics.DurationHistogram.Snapshot;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DurationHistogramTest {
    private static final int MANY = 100_000;

    private final DurationHistogram histogram = new DurationHistogram();

    @Test
    void nothingRecordedIsEmpty() {
        assertThat(histogram.snapshot()).isEqualTo(Snapshot.EMPTY);
        assertThat(Snapshot.EMPTY.count()).isZero();
        assertThat(Snapshot.EMPTY.quantileNanos(0.99)).isZero();
    }

    @Test
    void eachDurationIsInTheSmallestBucketThatHoldsIt() {
        histogram.record(-5);
        histogram.record(10_000);
        histogram.record(10_001);
        histogram.record(TimeUnit.SECONDS.toNanos(2));

        Snapshot snapshot = histogram.snapshot();

        assertThat(snapshot.buckets().get(0)).isEqualTo(new Bucket(10_000, 2));
        assertThat(snapshot.buckets().get(1)).isEqualTo(new Bucket(25_000, 1));
        assertThat(snapshot.buckets()).last().isEqualTo(new Bucket(Long.MAX_VALUE, 1));
        assertThat(snapshot.count()).isEqualTo(4);
        assertThat(snapshot.totalNanos()).isEqualTo(TimeUnit.SECONDS.toNanos(2) + 20_001);
        assertThat(snapshot.maxNanos()).isEqualTo(TimeUnit.SECONDS.toNanos(2));
    }

    @Test
    void aQuantileIsTheBoundOfItsBucketAndNeverAboveTheMaximum() {
        for (int i = 0; i < 99; i++) {
            histogram.record(40_000);
        }
        histogram.record(3_000_000);

        assertThat(histogram.snapshot().quantileNanos(0.5)).isEqualTo(50_000);
        assertThat(histogram.snapshot().quantileNanos(0.99)).isEqualTo(50_000);
        assertThat(histogram.snapshot().quantileNanos(1)).isEqualTo(3_000_000);
        assertThatThrownBy(() -> histogram.snapshot().quantileNanos(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> histogram.snapshot().quantileNanos(1.01)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aSumHoldsBoth() {
        histogram.record(20_000);
        Snapshot one = histogram.snapshot();
        histogram.record(3_000_000);

        Snapshot sum = one.plus(histogram.snapshot());

        assertThat(sum.count()).isEqualTo(3);
        assertThat(sum.totalNanos()).isEqualTo(3_040_000);
        assertThat(sum.maxNanos()).isEqualTo(3_000_000);
        assertThat(sum.buckets().get(1)).isEqualTo(new Bucket(25_000, 2));
        assertThat(sum.since(one)).isEqualTo(histogram.snapshot());
    }

    @Test
    void aDifferenceHoldsWhatCameSince() {
        histogram.record(1);
        Snapshot before = histogram.snapshot();
        histogram.record(20_000);
        histogram.record(2);

        Snapshot since = histogram.snapshot().since(before);

        assertThat(since.count()).isEqualTo(2);
        assertThat(since.totalNanos()).isEqualTo(20_002);
        assertThat(since.buckets().get(0).count()).isOne();
        assertThat(since.buckets().get(1).count()).isOne();
    }

    @Test
    void recordingAllocatesNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        recordMany();
        long before = threads.getCurrentThreadAllocatedBytes();

        recordMany();

        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(MANY);
    }

    private void recordMany() {
        for (int i = 0; i < MANY; i++) {
            histogram.record(i * 50L);
        }
    }
}
