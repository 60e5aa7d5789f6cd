package io.nodenet.spring.boot.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.nodenet.fact.NodeEvent;
import io.nodenet.fact.PathKind;
import io.nodenet.kad.NodeId;
import io.nodenet.node.Node;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;

/** How attempts to connect become meters. */
class ConnectMetricsTest {
    private static NodeEvent.ConnectEnded ended(@Nullable PathKind path, long millis) {
        return new NodeEvent.ConnectEnded(NodeId.ZERO, path, null, Duration.ofMillis(millis), List.of());
    }

    @Test
    void eachAttemptIsTimedByItsPath() {
        Node node = mock(Node.class);
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        new ConnectMetrics(node, Tags.of("node", "a")).bindTo(registry);
        ArgumentCaptor<Consumer<NodeEvent.ConnectEnded>> listener = ArgumentCaptor.captor();
        verify(node).on(eq(NodeEvent.ConnectEnded.class), listener.capture());

        listener.getValue().accept(ended(PathKind.DIRECT, 10));
        listener.getValue().accept(ended(PathKind.DIRECT, 30));
        listener.getValue().accept(ended(PathKind.PUNCHED, 200));
        listener.getValue().accept(ended(null, 15_000));

        Map<String, Timer> timers = registry.find("nodenet.connect.attempts").tag("node", "a").timers().stream()
                .collect(Collectors.toMap(timer -> timer.getId().getTag("path"), timer -> timer));
        assertThat(timers).containsOnlyKeys("direct", "punched", "relayed", "none");
        assertThat(timers.get("direct").count()).isEqualTo(2);
        assertThat(timers.get("direct").totalTime(TimeUnit.MILLISECONDS)).isEqualTo(40);
        assertThat(timers.get("punched").totalTime(TimeUnit.MILLISECONDS)).isEqualTo(200);
        assertThat(timers.get("relayed").count()).isZero();
        assertThat(timers.get("none").totalTime(TimeUnit.SECONDS)).isEqualTo(15);
    }
}
