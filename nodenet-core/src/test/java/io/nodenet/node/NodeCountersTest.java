package io.nodenet.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.NodenetTimeoutException;
import io.nodenet.fact.DropReason;
import io.nodenet.fact.NodeCounter;
import io.nodenet.media.MediaCounter;
import io.nodenet.metrics.DurationHistogram;
import io.nodenet.transport.TransportCounter;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

class NodeCountersTest {
    @Test
    void countersAreReadWhileTheLoopHangs() {
        try (MemoryNode node = new MemoryNode().started()) {
            node.node.send(node.id(), new byte[1]);
            node.node.snapshot();
            CountDownLatch release = node.block();

            long before = System.nanoTime();
            NodeCounters counters = node.node.counters();
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(1));
            assertThat(counters.drops()).containsOnlyKeys(DropReason.values());
            Assertions.assertThatExceptionOfType(NodenetTimeoutException.class)
                    .isThrownBy(() -> node.node.snapshot())
                    .withMessageContaining("loop does not answer");
            release.countDown();
        }
    }

    @Test
    void sumCountsEverythingOfBoth() {
        DurationHistogram histogram = new DurationHistogram();
        histogram.record(1);
        NodeCounters first = new NodeCounters(
                Map.of(NodeCounter.DELIVERED, 2L),
                Map.of(DropReason.STALE, 3L),
                Map.of(TransportCounter.ACCEPTED, 4L),
                Map.of(MediaCounter.TX_DATAGRAMS, 5L),
                histogram.snapshot());
        NodeCounters second = new NodeCounters(
                Map.of(NodeCounter.DELIVERED, 10L), Map.of(), Map.of(), Map.of(), histogram.snapshot());

        NodeCounters sum = first.plus(second);

        assertThat(sum.get(NodeCounter.DELIVERED)).isEqualTo(12);
        assertThat(sum.get(NodeCounter.FORWARDED)).isZero();
        assertThat(sum.get(DropReason.STALE)).isEqualTo(3);
        assertThat(sum.get(TransportCounter.ACCEPTED)).isEqualTo(4);
        assertThat(sum.get(MediaCounter.TX_DATAGRAMS)).isEqualTo(5);
        assertThat(sum.loopTurns().count()).isEqualTo(2);
        assertThat(first.plus(NodeCounters.ZERO)).isEqualTo(first);
    }
}
