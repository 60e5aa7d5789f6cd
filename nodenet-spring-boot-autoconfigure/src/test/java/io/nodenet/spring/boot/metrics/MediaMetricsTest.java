package io.nodenet.spring.boot.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.nodenet.media.MediaCounter;
import io.nodenet.metrics.DurationHistogram;
import io.nodenet.node.NodeCounters;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Each counter of media sessions is one meter, by direction and reason. */
class MediaMetricsTest {
    @Test
    void eachCounterIsAMeterOfItsOwn() {
        Map<MediaCounter, Long> media = new EnumMap<>(MediaCounter.class);
        for (MediaCounter counter : MediaCounter.values()) {
            media.put(counter, 100L + counter.ordinal());
        }
        NodeCounters counters = new NodeCounters(Map.of(), Map.of(), Map.of(), media, DurationHistogram.Snapshot.EMPTY);
        SimpleMeterRegistry registry = new SimpleMeterRegistry();

        new MediaMetrics(
                        () -> counters,
                        () -> {
                            throw new IllegalStateException("the loop does not answer");
                        },
                        Tags.of("node", "a"))
                .bindTo(registry);

        Set<Double> values = new HashSet<>();
        registry.getMeters().stream()
                .filter(FunctionCounter.class::isInstance)
                .forEach(meter -> values.add(((FunctionCounter) meter).count()));
        assertThat(values).hasSize(MediaCounter.values().length);
        assertThat(registry.get("nodenet.media.dropped")
                        .tags("direction", "outbound", "reason", "queue", "node", "a")
                        .functionCounter()
                        .count())
                .isEqualTo(media.get(MediaCounter.TX_DROPPED_QUEUE).doubleValue());
        assertThat(registry.get("nodenet.media.dropped").functionCounters().stream()
                        .map(meter -> meter.getId().getTag("direction")
                                + ' '
                                + meter.getId().getTag("reason")))
                .containsExactlyInAnyOrderElementsOf(List.of(
                        "outbound queue",
                        "outbound deadline",
                        "outbound send",
                        "outbound closed",
                        "outbound stall",
                        "outbound cancelled",
                        "inbound budget",
                        "inbound reserved",
                        "inbound queue",
                        "inbound messages"));
        assertThat(registry.get("nodenet.media.datagrams")
                        .tag("direction", "inbound")
                        .functionCounter()
                        .count())
                .isEqualTo(media.get(MediaCounter.RX_DATAGRAMS).doubleValue());
    }
}
