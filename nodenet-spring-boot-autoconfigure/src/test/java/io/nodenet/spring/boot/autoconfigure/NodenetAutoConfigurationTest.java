package io.nodenet.spring.boot.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nodenet.IdentityException;
import io.nodenet.fact.AnchorEntry;
import io.nodenet.fact.DropReason;
import io.nodenet.fact.Limit;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.node.AddressDisclosure;
import io.nodenet.node.EdgeAdmission;
import io.nodenet.node.Node;
import io.nodenet.node.NodeBuilder;
import io.nodenet.node.NodeState;
import io.nodenet.spring.boot.NodeBuilderCustomizer;
import io.nodenet.spring.boot.NodenetErrorHandler;
import io.nodenet.spring.boot.NodenetMessageConverter;
import io.nodenet.spring.boot.NodenetTemplate;
import io.nodenet.spring.boot.QuicTransportCustomizer;
import io.nodenet.spring.boot.SimpleMessageConverter;
import io.nodenet.spring.boot.TransportFactory;
import io.nodenet.spring.boot.autoconfigure.listener.NodenetListenerAutoConfiguration;
import io.nodenet.spring.boot.listener.NodenetListenerContainer;
import io.nodenet.transport.RelayLimits;
import io.nodenet.transport.quic.QuicTransport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.test.util.ReflectionTestUtils;

class NodenetAutoConfigurationTest {
    private static final String SEED = "7".repeat(64);

    private final ApplicationContextRunner unnamed = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    NodenetAutoConfiguration.class,
                    NodenetListenerAutoConfiguration.class,
                    TaskExecutionAutoConfiguration.class))
            .withPropertyValues("nodenet.network.difficulty=0", "nodenet.transport.quic.address=127.0.0.1");
    private final ApplicationContextRunner runner = unnamed.withPropertyValues("nodenet.identity.seed=" + SEED);

    @TempDir
    Path directory;

    @Test
    void applicationHasARunningNodeThatEndsWithIt() {
        List<Node> nodes = new ArrayList<>();
        runner.run(context -> {
            Node node = context.getBean(Node.class);
            assertThat(node.state()).isEqualTo(NodeState.RUNNING);
            assertThat(node.endpoint().text()).startsWith("127.0.0.1:");
            nodes.add(node);
        });

        assertThat(nodes).singleElement().extracting(Node::state).isEqualTo(NodeState.CLOSED);
    }

    @Test
    void backsOffWhenDisabled() {
        runner.withPropertyValues("nodenet.enabled=false")
                .run(context -> assertThat(context)
                        .doesNotHaveBean(Node.class)
                        .doesNotHaveBean(Identity.class)
                        .doesNotHaveBean(NodenetTemplate.class)
                        .doesNotHaveBean(NodenetListenerContainer.class));
    }

    @Test
    void nodeThatIsNotStartedByTheApplicationCanBeStartedByHand() {
        runner.withPropertyValues("nodenet.auto-startup=false").run(context -> {
            Node node = context.getBean(Node.class);
            assertThat(node.state()).isEqualTo(NodeState.NEW);
            node.start();
            assertThat(node.state()).isEqualTo(NodeState.RUNNING);
        });
    }

    @Test
    void identityIsMintedOnceAndKept() {
        Path file = directory.resolve("nodenet.seed");
        List<Object> ids = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            unnamed.withPropertyValues("nodenet.identity.location=" + file, "nodenet.network.difficulty=4")
                    .run(context -> ids.add(context.getBean(Node.class).id()));
        }

        assertThat(file).hasSize(Identity.SEED_LENGTH);
        assertThat(ids).hasSize(2);
        assertThat(ids.get(0)).isEqualTo(ids.get(1));
    }

    @Test
    void identityFileIsLockedAsLongAsTheApplicationLives() {
        Path file = directory.resolve("nodenet.seed");
        ApplicationContextRunner located = unnamed.withPropertyValues("nodenet.identity.location=" + file);
        located.run(first -> {
            assertThat(first).hasNotFailed();
            located.run(second -> assertThat(second)
                    .getFailure()
                    .rootCause()
                    .isInstanceOf(IdentityException.class)
                    .hasMessageContaining(file + " is in use by another running node")
                    .hasMessageContaining("nodenet.identity.location"));
            assertThat(first.getBean(Node.class).state()).isEqualTo(NodeState.RUNNING);
        });
        located.run(third -> assertThat(third).hasNotFailed());
    }

    @Test
    void applicationsOfOneUserHaveIdentitiesOfTheirOwn() {
        Path config = Path.of(System.getenv().getOrDefault("XDG_CONFIG_HOME", ""));
        assumeTrue(config.endsWith("target/config"), "the build keeps the default identities of tests below target");
        List<Path> files = new ArrayList<>();
        for (String name : List.of("orders", "billing")) {
            unnamed.withPropertyValues("spring.application.name=" + name).run(context -> {
                assertThat(context).hasNotFailed();
                files.add(config.resolve("nodenet").resolve(name + ".seed"));
            });
        }
        assertThat(files).hasSize(2).allSatisfy(file -> assertThat(file).hasSize(Identity.SEED_LENGTH));
    }

    @Test
    void searchForAnIdentityIsBounded() {
        Path file = directory.resolve("nodenet.seed");
        unnamed.withPropertyValues(
                        "nodenet.identity.location=" + file,
                        "nodenet.network.difficulty=200",
                        "nodenet.identity.mint-threads=1",
                        "nodenet.identity.mint-timeout=50ms")
                .run(context -> assertThat(context).getFailure().rootCause().isInstanceOf(TimeoutException.class));

        assertThat(Files.exists(file)).isFalse();
    }

    @Test
    void nodeExecutorsDoNotReplaceBootsTaskExecutor() {
        runner.run(context -> {
            assertThat(context).hasBean("applicationTaskExecutor");
            assertThat(context.getBeanProvider(Executor.class).getIfUnique())
                    .isSameAs(context.getBean("applicationTaskExecutor"));
        });
    }

    @ParameterizedTest
    @CsvSource({
        "nodenet.network.difficulty, -1",
        "nodenet.network.difficulty, 257",
        "nodenet.identity.mint-threads, -1",
        "nodenet.transport.quic.address, localhost",
        "nodenet.transport.quic.port, 65536",
        "nodenet.reflexive-quorum, 0",
        "nodenet.reflexive-quorum, 1025",
        "nodenet.target-edges, -1",
        "nodenet.target-edges, 1025",
        "nodenet.transport.quic.max-inbound, 0",
        "nodenet.transport.quic.max-inbound-per-address, 0",
        "nodenet.transport.quic.handshake-timeout, 0s",
        "nodenet.transport.quic.frame-timeout, -1s",
        "nodenet.transport.quic.handshake-timeout, 1000000d",
        "nodenet.transport.quic.first-frame-timeout, 0s",
        "nodenet.transport.quic.first-frame-timeout, -1s",
        "nodenet.transport.quic.send-deadline, 0s",
        "nodenet.transport.quic.send-deadline, -1s",
        "nodenet.transport.quic.idle-timeout, 29s",
        "nodenet.transport.quic.idle-timeout, 1000000d",
        "nodenet.delivery.max-pending-messages, 0",
        "nodenet.delivery.max-pending-bytes, 1KB",
        "nodenet.delivery.max-pending-bytes, 100GB",
        "nodenet.delivery.max-pending-bytes, -1B",
        "nodenet.relay.max-sessions, 0",
        "nodenet.relay.max-sessions, 4097",
        "nodenet.relay.session-bandwidth, 15KB",
        "nodenet.relay.total-bandwidth, -1B",
        "nodenet.listener.concurrency, 0",
        "nodenet.listener.concurrency, 1025",
        "nodenet.listener.shutdown-timeout, -1s",
        "nodenet.listener.shutdown-timeout, 1000000d",
        "nodenet.identity.mint-threads, 100000",
        "nodenet.identity.mint-timeout, 0s",
        "nodenet.identity.mint-timeout, 1000000d",
        "nodenet.events.max-pending-events, 0",
        "nodenet.shutdown.drain-timeout, -1s",
        "nodenet.shutdown.drain-timeout, 1000000d"
    })
    void invalidValueIsRefusedWithTheNameOfItsProperty(String property, String value) {
        String seedless =
                property.contains("identity.mint") ? "nodenet.identity.seed=" : "nodenet.identity.seed=" + SEED;
        runner.withPropertyValues(seedless, property + "=" + value).run(context -> {
            assertThat(context).hasFailed();
            Throwable cause = context.getStartupFailure();
            while (cause.getCause() != null && !(cause instanceof InvalidConfigurationPropertyValueException)) {
                cause = cause.getCause();
            }
            assertThat(cause).isInstanceOfSatisfying(InvalidConfigurationPropertyValueException.class, refusal -> {
                assertThat(refusal.getName()).isEqualTo(property);
                assertThat(refusal.getReason()).isNotBlank();
            });
        });
    }

    @Test
    void malformedListEntriesAreNamedByTheirIndex() {
        runner.withPropertyValues("nodenet.advertise=192.0.2.7:1,0.0.0.0:4242")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("nodenet.advertise[1]")
                        .hasMessageContaining("0.0.0.0:4242"));
        runner.withPropertyValues("nodenet.advertise=192.0.2.7:1,example.org:2")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("nodenet.advertise[1]")
                        .hasMessageContaining("example.org:2"));
        runner.withPropertyValues("nodenet.anchors=nonsense")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("nodenet.anchors[0]")
                        .hasMessageContaining("nonsense"));
    }

    @Test
    void moreAnchorsThanTheLimitAreRefusedWithThePropertyAndTheLimit() {
        String anchors = IntStream.rangeClosed(1, 257)
                .mapToObj("%064x@192.0.2.1:1"::formatted)
                .collect(Collectors.joining(","));
        runner.withPropertyValues("nodenet.anchors=" + anchors)
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("nodenet.anchors")
                        .hasMessageContaining("257 nodes")
                        .hasMessageContaining("at most 256"));
    }

    @Test
    void nodeAmongItsAnchorsIsLeftOut() {
        String self = Identity.fromSeed(HexFormat.of().parseHex(SEED)).nodeId() + "@192.0.2.8:4242";
        String other = "2".repeat(64) + "@192.0.2.9:4242";
        runner.withPropertyValues("nodenet.anchors=" + self + "," + other)
                .run(context -> assertThat(
                                context.getBean(Node.class).snapshot().anchors())
                        .singleElement()
                        .satisfies(anchor -> assertThat(anchor.entry()).hasToString(other)));
    }

    @Test
    void settingsReachTheNode() {
        List<NodeBuilder> builders = new ArrayList<>();
        runner.withBean(NodeBuilderCustomizer.class, () -> builders::add)
                .withPropertyValues(
                        "nodenet.advertise=192.0.2.7:4242",
                        "nodenet.reflexive-quorum=2",
                        "nodenet.relay.enabled=true",
                        "nodenet.relay.max-sessions=19",
                        "nodenet.transport.quic.max-inbound=17",
                        "nodenet.delivery.max-pending-messages=18",
                        "nodenet.delivery.max-pending-bytes=200KB",
                        "nodenet.anchors=" + "1".repeat(64) + "@192.0.2.8:4242, " + "2".repeat(64) + "@192.0.2.9:4242")
                .run(context -> {
                    var snapshot = context.getBean(Node.class).snapshot();
                    assertThat(builders).last().extracting("reflexiveQuorum").isEqualTo(2);
                    assertThat(snapshot.addresses().local().get(0).text()).isEqualTo("192.0.2.7:4242");
                    assertThat(snapshot.limits().get(Limit.INBOUND_EDGES).limit())
                            .isEqualTo(17);
                    assertThat(snapshot.limits().get(Limit.RELAY_SESSIONS).limit())
                            .isEqualTo(19);
                    assertThat(snapshot.limits().get(Limit.PENDING_MESSAGES).limit())
                            .isEqualTo(18);
                    assertThat(snapshot.limits().get(Limit.PENDING_BYTES).limit())
                            .isEqualTo(200 * 1024);
                    assertThat(snapshot.anchors())
                            .extracting(anchor -> anchor.entry().address().toString())
                            .containsExactly("192.0.2.8:4242", "192.0.2.9:4242");
                });
    }

    @Test
    void whatIsRelayedIsLimitedByTheTransport() {
        List<Object> limits = new ArrayList<>();
        runner.withBean(
                        QuicTransportCustomizer.class,
                        () -> quic -> limits.add(ReflectionTestUtils.getField(quic, "relayLimits")))
                .withPropertyValues(
                        "nodenet.relay.max-sessions=19",
                        "nodenet.relay.session-bandwidth=20KB",
                        "nodenet.relay.total-bandwidth=1MB")
                .run(context -> assertThat(limits)
                        .last()
                        .isEqualTo(new RelayLimits(19, 20 << 10, 1 << 20, RelayLimits.DEFAULTS.idle())));
    }

    @Configuration(proxyBeanMethods = false)
    static class Customizers {
        final List<String> calls = new ArrayList<>();

        @Bean
        @Order(2)
        NodeBuilderCustomizer second() {
            return builder -> calls.add("second");
        }

        @Bean
        @Order(1)
        NodeBuilderCustomizer first() {
            return builder -> {
                calls.add("first");
                builder.maxPendingMessages(3);
            };
        }

        @Bean
        QuicTransportCustomizer quic() {
            return builder -> calls.add("quic");
        }
    }

    @Test
    void customizersRunInTheirOrderAfterTheProperties() {
        runner.withUserConfiguration(Customizers.class).run(context -> {
            assertThat(context.getBean(Customizers.class).calls).containsExactly("first", "second", "quic");
            assertThat(context.getBean(Node.class)
                            .snapshot()
                            .limits()
                            .get(Limit.PENDING_MESSAGES)
                            .limit())
                    .isEqualTo(3);
        });
    }

    @Test
    void connectionDetailsWinOverTheProperty() {
        AnchorEntry entry = AnchorEntry.parse("3".repeat(64) + "@192.0.2.10:4242");
        runner.withPropertyValues("nodenet.anchors=" + "1".repeat(64) + "@192.0.2.8:4242")
                .withBean(NodenetConnectionDetails.class, () -> () -> List.of(entry))
                .run(context -> assertThat(
                                context.getBean(Node.class).snapshot().anchors())
                        .singleElement()
                        .satisfies(anchor -> assertThat(anchor.entry()).isEqualTo(entry)));
    }

    @Test
    void beansOfTheApplicationReplaceThoseOfTheStarter() {
        Identity identity = Identity.generate();
        SimpleMessageConverter converter = new SimpleMessageConverter();
        NodenetErrorHandler errors = (message, failure) -> {};
        TransportFactory transport =
                self -> QuicTransport.factory(quic -> quic.bind("127.0.0.1", 0)).apply(self);
        runner.withBean(Identity.class, () -> identity)
                .withBean(NodenetMessageConverter.class, () -> converter)
                .withBean(NodenetErrorHandler.class, () -> errors)
                .withBean(TransportFactory.class, () -> transport)
                .run(context -> {
                    assertThat(context.getBean(Node.class).id()).isEqualTo(identity.nodeId());
                    assertThat(context).getBean(NodenetMessageConverter.class).isSameAs(converter);
                    assertThat(context).getBean(NodenetErrorHandler.class).isSameAs(errors);
                    assertThat(context).getBean(TransportFactory.class).isSameAs(transport);
                });
    }

    /** Returns a node that dials another one and was started. */
    private static Node dialer(Node node) {
        Node dialer = Node.builder()
                .identity(Identity.generate())
                .difficulty(0)
                .transport(QuicTransport.factory(quic -> quic.bind("127.0.0.1", 0)))
                .anchor(node.id() + "@127.0.0.1:"
                        + node.endpoint().toSocketAddress().getPort())
                .build();
        dialer.start();
        return dialer;
    }

    private static void assertNoEdge(Node node, Node refused) {
        assertThat(node.snapshot().connectivity().edges())
                .noneMatch(edge -> edge.peer().equals(refused.id()));
    }

    @Test
    void everyEdgeAdmissionMustAgree() {
        List<String> asked = new CopyOnWriteArrayList<>();
        AtomicBoolean agreed = new AtomicBoolean();
        runner.withBean("yes", EdgeAdmission.class, () -> (peer, outgoing) -> asked.add("yes " + outgoing))
                .withBean(
                        "no",
                        EdgeAdmission.class,
                        () -> (peer, outgoing) -> asked.add("no " + outgoing) && agreed.get())
                .run(context -> {
                    Node node = context.getBean(Node.class);
                    try (Node refused = dialer(node)) {
                        Awaitility.await()
                                .until(() -> node.snapshot().counters().get(DropReason.EDGE_REFUSED) > 0);
                        assertThat(asked).contains("yes false", "no false");
                        assertNoEdge(node, refused);
                    }
                    agreed.set(true);
                    try (Node admitted = dialer(node)) {
                        Awaitility.await()
                                .until(() -> node.snapshot().connectivity().edges().stream()
                                        .anyMatch(edge -> edge.peer().equals(admitted.id())));
                    }
                });
    }

    @Test
    void everyAddressDisclosureMustAgree() {
        List<NodeId> asked = new CopyOnWriteArrayList<>();
        AtomicBoolean agreed = new AtomicBoolean();
        runner.withBean("yes", AddressDisclosure.class, () -> (peer, outbound) -> asked.add(peer))
                .withBean("no", AddressDisclosure.class, () -> (peer, outbound) -> agreed.get())
                .run(context -> {
                    Node node = context.getBean(Node.class);
                    try (Node asker = dialer(node)) {
                        Awaitility.await()
                                .until(() ->
                                        !asker.snapshot().connectivity().edges().isEmpty());
                        assertThat(asker.rendezvous(node.id(), Duration.ofMillis(200)))
                                .failsWithin(Duration.ofSeconds(20));
                        Awaitility.await()
                                .until(() -> node.snapshot().counters().get(DropReason.DISCLOSURE_REFUSED) > 0);
                        assertThat(asked).contains(asker.id());

                        agreed.set(true);
                        assertThat(asker.rendezvous(node.id(), Duration.ofSeconds(20)))
                                .succeedsWithin(Duration.ofSeconds(20));
                    }
                });
    }

    @Test
    void edgeAdmissionThatDoesNotAnswerInTimeRefusesAndHoldsNothingUp() {
        CountDownLatch release = new CountDownLatch(1);
        runner.withBean("yes", EdgeAdmission.class, () -> (peer, outgoing) -> true)
                .withBean("hangs", EdgeAdmission.class, () -> (peer, outgoing) -> awaitQuietly(release))
                .run(context -> {
                    Node node = context.getBean(Node.class);
                    try (Node refused = dialer(node)) {
                        Awaitility.await()
                                .until(() -> node.snapshot().counters().get(DropReason.ADMISSION_TIMEOUT) > 0);
                        assertNoEdge(node, refused);
                    } finally {
                        release.countDown();
                    }
                });
    }

    private static boolean awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
