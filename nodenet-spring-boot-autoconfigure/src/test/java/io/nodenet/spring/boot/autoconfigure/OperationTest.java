package io.nodenet.spring.boot.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.HighCardinalityTagsDetector;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.nodenet.fact.DropReason;
import io.nodenet.fact.Limit;
import io.nodenet.kad.NodeId;
import io.nodenet.metrics.Labels;
import io.nodenet.node.InboundMessage;
import io.nodenet.node.MessagePath;
import io.nodenet.node.Node;
import io.nodenet.spring.boot.NodenetTemplate;
import io.nodenet.spring.boot.TransportFactory;
import io.nodenet.spring.boot.actuate.NodenetEndpoint;
import io.nodenet.spring.boot.actuate.NodenetInfoContributor;
import io.nodenet.spring.boot.autoconfigure.actuate.NodenetEndpointAutoConfiguration;
import io.nodenet.spring.boot.autoconfigure.health.NodenetHealthContributorAutoConfiguration;
import io.nodenet.spring.boot.autoconfigure.listener.NodenetListenerAutoConfiguration;
import io.nodenet.spring.boot.autoconfigure.metrics.NodenetMetricsAutoConfiguration;
import io.nodenet.spring.boot.health.NodenetHealthIndicator;
import io.nodenet.spring.boot.listener.FailureHandlers;
import io.nodenet.spring.boot.listener.NodenetListenerContainer;
import io.nodenet.spring.boot.metrics.NodenetMeters;
import io.nodenet.spring.boot.metrics.NodenetMetrics;
import io.nodenet.spring.boot.observation.NodenetObservations;
import io.nodenet.spring.boot.request.PendingRequests;
import io.nodenet.spring.boot.request.Replies;
import io.nodenet.spring.boot.request.RequestReply;
import io.nodenet.transport.NodeLoop;
import io.nodenet.transport.Transport;
import io.nodenet.transport.TransportCounter;
import io.nodenet.transport.quic.QuicTransport;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;
import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** What the starter shows of a node to those who run it. */
class OperationTest {
    private static final int PEERS = 1_000;
    private static final String[] PROPERTIES = {
        "nodenet.network.difficulty=0",
        "nodenet.transport.quic.address=127.0.0.1",
        "nodenet.identity.seed=" + "7".repeat(64),
        "management.endpoints.web.exposure.include=nodenet"
    };

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    NodenetAutoConfiguration.class,
                    NodenetListenerAutoConfiguration.class,
                    NodenetEndpointAutoConfiguration.class,
                    NodenetHealthContributorAutoConfiguration.class,
                    NodenetMetricsAutoConfiguration.class,
                    MetricsAutoConfiguration.class,
                    CompositeMeterRegistryAutoConfiguration.class))
            .withBean(SimpleMeterRegistry.class)
            .withPropertyValues(PROPERTIES);

    @Test
    void hungLoopStaysVisibleInTheMeters() {
        AtomicReference<NodeLoop> loop = new AtomicReference<>();
        CountDownLatch release = new CountDownLatch(1);
        runner.withBean(TransportFactory.class, () -> identity -> {
                    Transport transport = QuicTransport.factory(quic -> quic.bind("127.0.0.1", 0))
                            .apply(identity);
                    loop.set(transport.loop());
                    return transport;
                })
                .run(context -> {
                    MeterRegistry registry = context.getBean(MeterRegistry.class);
                    Node node = context.getBean(Node.class);
                    node.send(node.id(), new byte[1]);
                    node.snapshot();
                    loop.get().execute(() -> awaitQuietly(release));
                    try {
                        long before = System.nanoTime();
                        for (DropReason reason : DropReason.values()) {
                            assertThat(registry.get(NodenetMeters.FRAMES_DROPPED.getName())
                                            .tag("reason", Labels.of(reason))
                                            .functionCounter()
                                            .count())
                                    .isNotNaN();
                        }
                        assertThat(registry.get(NodenetMeters.LOOP_TURN.getName())
                                        .functionTimer()
                                        .count())
                                .as("turns so far, which stop to grow")
                                .isPositive();
                        assertThat(Duration.ofNanos(System.nanoTime() - before))
                                .as("nothing waits for the loop, which would take five seconds")
                                .isLessThan(Duration.ofSeconds(4));
                        Gauge running =
                                registry.get(NodenetMeters.RUNNING.getName()).gauge();
                        assertThat(running.value())
                                .as("the gauges say that they do not know")
                                .isNaN();
                    } finally {
                        release.countDown();
                    }
                });
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Set<String> labels(Enum<?>... constants) {
        return Arrays.stream(constants).map(Labels::of).collect(Collectors.toCollection(HashSet::new));
    }

    private static Set<String> tagValues(MeterRegistry registry, NodenetMeters meter, String tag) {
        return registry.find(meter.getName()).meters().stream()
                .map(found -> found.getId().getTag(tag))
                .collect(Collectors.toSet());
    }

    @Test
    void everythingInTheSnapshotHasAMeter() {
        runner.run(context -> {
            MeterRegistry registry = context.getBean(MeterRegistry.class);
            assertThat(registry.getMeters().stream()
                            .map(meter -> meter.getId().getName())
                            .filter(name -> name.startsWith("nodenet."))
                            .collect(Collectors.toSet()))
                    .containsExactlyInAnyOrderElementsOf(Arrays.stream(NodenetMeters.values())
                            .map(NodenetMeters::getName)
                            .toList());
            assertThat(tagValues(registry, NodenetMeters.FRAMES_DROPPED, "reason"))
                    .isEqualTo(labels(DropReason.values()));
            assertThat(tagValues(registry, NodenetMeters.LIMIT_MAX, "limit")).isEqualTo(labels(Limit.values()));
            Set<String> events = labels(TransportCounter.values());
            events.removeAll(Set.of("frames-received", "frames-sent", "bytes-received", "bytes-sent", "relay-bytes"));
            assertThat(tagValues(registry, NodenetMeters.TRANSPORT_EVENTS, "event"))
                    .isEqualTo(events);
            assertThat(tagValues(registry, NodenetMeters.PHASE, "phase"))
                    .containsExactlyInAnyOrder("bootstrap", "critical", "urgent", "needs-fill", "normal");
        });
    }

    @Test
    void eachMeterHasTheTypeTheUnitAndTheTagsOfItsDocumentation() {
        runner.run(context -> {
            MeterRegistry registry = context.getBean(MeterRegistry.class);
            for (NodenetMeters documented : NodenetMeters.values()) {
                Meter meter = registry.find(documented.getName()).meter();
                assertThat(meter).as(documented.getName()).isNotNull();
                assertThat(meter.getId().getType()).isEqualTo(documented.getType());
                // the registry says in which unit its timers are
                if (documented.getType() != Meter.Type.TIMER) {
                    assertThat(meter.getId().getBaseUnit())
                            .as(documented.getName())
                            .isEqualTo(documented.getBaseUnit().isEmpty() ? null : documented.getBaseUnit());
                }
                assertThat(meter.getId().getTags())
                        .extracting(tag -> tag.getKey())
                        .containsExactlyInAnyOrderElementsOf(Arrays.stream(documented.getKeyNames())
                                .map(key -> key.asString())
                                .toList());
            }
        });
    }

    @Test
    void metersFollowTheNode() {
        runner.run(context -> {
            Node node = context.getBean(Node.class);
            MeterRegistry registry = context.getBean(MeterRegistry.class);
            node.send(NodeId.parse("1".repeat(64)), new byte[1]);
            node.sendReportingCopies(NodeId.parse("1".repeat(64)), new byte[1]);
            FunctionCounter unroutable = registry.get(NodenetMeters.FRAMES_DROPPED.getName())
                    .tag("reason", "unroutable")
                    .functionCounter();

            Awaitility.await().until(() -> unroutable.count() >= 1);

            assertThat(registry.get(NodenetMeters.RUNNING.getName()).gauge().value())
                    .isEqualTo(1);
            assertThat(registry.get(NodenetMeters.LOOP_TURN.getName())
                            .functionTimer()
                            .count())
                    .isPositive();
            assertThat(registry.get(NodenetMeters.LOOP_TURN_WITHIN.getName())
                            .tag("le", "+Inf")
                            .functionCounter()
                            .count())
                    .isPositive();
            assertThat(registry.get(NodenetMeters.LIMIT_MAX.getName())
                            .tag("limit", "inbound-edges")
                            .gauge()
                            .value())
                    .isEqualTo(256);
        });
    }

    @Test
    void noTagGrowsWithThePeers() {
        runner.withConfiguration(AutoConfigurations.of(ObservationAutoConfiguration.class))
                .run(context -> {
                    MeterRegistry registry = context.getBean(MeterRegistry.class);
                    NodenetTemplate template = context.getBean(NodenetTemplate.class);
                    Consumer<InboundMessage> inbound = receiver(context.getBean(NodenetObservations.class));
                    for (int i = 0; i < PEERS; i++) {
                        NodeId peer = NodeId.parse(String.format("%064x", i + 1));
                        template.send(peer, "x");
                        template.sendDirect(peer, "x").exceptionally(noEdge -> null);
                        inbound.accept(new InboundMessage(peer, MessagePath.ROUTED, Instant.EPOCH, new byte[1]));
                    }
                    Awaitility.await().until(() -> count(registry, "nodenet.send") == 2 * PEERS);
                    assertThat(count(registry, "nodenet.process")).isEqualTo(PEERS);

                    try (HighCardinalityTagsDetector detector =
                            new HighCardinalityTagsDetector(registry, 100, Duration.ofHours(1))) {
                        assertThat(detector.findFirst()).isEmpty();
                    }
                });
    }

    /** Returns what a container gives its node to call for each message. */
    private static Consumer<InboundMessage> receiver(NodenetObservations observations) {
        Node node = mock(Node.class);
        when(node.id()).thenReturn(NodeId.parse("1".repeat(64)));
        new NodenetListenerContainer(
                        node,
                        () -> List.of(message -> {}),
                        new FailureHandlers((message, failure) -> {}, (message, outcome) -> {}),
                        observations,
                        new RequestReply(mock(PendingRequests.class), mock(Replies.class)),
                        new NodenetListenerContainer.Settings(true, Duration.ZERO))
                .start();
        ArgumentCaptor<Consumer<InboundMessage>> receiver = ArgumentCaptor.captor();
        verify(node).onMessage(receiver.capture());
        return receiver.getValue();
    }

    private static long count(MeterRegistry registry, String timer) {
        return registry.find(timer).timers().stream().mapToLong(Timer::count).sum();
    }

    @Test
    void healthIsUpForTheFirstNodeOfANetwork() {
        runner.run(context -> {
            Health health = context.getBean(NodenetHealthIndicator.class).health();

            assertThat(health.getStatus()).isEqualTo(Status.UP);
            assertThat(health.getDetails())
                    .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                            Map.entry("state", "RUNNING"),
                            Map.entry("phase", "bootstrap"),
                            Map.entry("inboundEdges", 0),
                            Map.entry("outboundEdges", 0),
                            Map.entry(
                                    "upkeep",
                                    Map.of(
                                            "siblings", 0,
                                            "siblingsWanted", 0,
                                            "bucketsCovered", 0,
                                            "bucketsPopulated", 0,
                                            "contacts", 0)),
                            Map.entry("reflexiveConfirmed", false),
                            Map.entry("clockSkew", "unknown"),
                            Map.entry("duplicateIdentities", 0L),
                            Map.entry("mediaSessions", 0),
                            Map.entry("anchors", 0),
                            Map.entry("connectedAnchors", 0L),
                            Map.entry("releasedAnchors", 0L),
                            Map.entry("peers", Map.of())));
        });
    }

    @Test
    void nodeThatDoesNotRunIsOutOfService() {
        runner.withPropertyValues("nodenet.auto-startup=false")
                .run(context -> assertThat(context.getBean(NodenetHealthIndicator.class)
                                .health()
                                .getStatus())
                        .isEqualTo(Status.OUT_OF_SERVICE));
    }

    @Test
    void eachPartCanBeSwitchedOffOrReplaced() {
        runner.withPropertyValues(
                        "management.health.nodenet.enabled=false",
                        "management.info.nodenet.enabled=false",
                        "management.endpoint.nodenet.access=NONE")
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean(NodenetHealthIndicator.class)
                        .doesNotHaveBean(NodenetInfoContributor.class)
                        .doesNotHaveBean(NodenetEndpoint.class));
        runner.withPropertyValues("nodenet.enabled=false")
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean(NodenetHealthIndicator.class)
                        .doesNotHaveBean(NodenetMetrics.class)
                        .doesNotHaveBean(NodenetInfoContributor.class)
                        .doesNotHaveBean(NodenetEndpoint.class));
    }

    @Test
    void withoutARegistryNothingIsMeasured() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        NodenetAutoConfiguration.class,
                        NodenetListenerAutoConfiguration.class,
                        NodenetMetricsAutoConfiguration.class))
                .withPropertyValues(PROPERTIES)
                .run(context -> assertThat(context).hasSingleBean(Node.class).doesNotHaveBean(NodenetMetrics.class));
    }

    @Test
    void infoTellsTheIdAndNoAddress() {
        runner.run(context -> {
            Info.Builder builder = new Info.Builder();
            context.getBean(NodenetInfoContributor.class).contribute(builder);

            assertThat(builder.build().get("nodenet"))
                    .isEqualTo(Map.of(
                            "id",
                            context.getBean(Node.class).id().toString(),
                            "state",
                            "RUNNING",
                            "difficulty",
                            0,
                            "phase",
                            "bootstrap",
                            "edges",
                            0));
        });
    }
}
