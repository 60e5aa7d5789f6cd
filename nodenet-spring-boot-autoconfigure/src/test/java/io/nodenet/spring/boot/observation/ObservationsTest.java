package io.nodenet.spring.boot.observation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import io.nodenet.fact.ConnectFailedException;
import io.nodenet.kad.NodeId;
import io.nodenet.node.Node;
import io.nodenet.node.SendResult;
import io.nodenet.spring.boot.MessageConversionException;
import io.nodenet.spring.boot.NodenetMessageHandler;
import io.nodenet.spring.boot.NodenetTemplate;
import io.nodenet.spring.boot.autoconfigure.NodenetAutoConfiguration;
import io.nodenet.spring.boot.autoconfigure.listener.NodenetListenerAutoConfiguration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** What is observed of an application that sends to itself, and under which names. */
class ObservationsTest {
    private static final NodeId STRANGER = NodeId.parse("1".repeat(64));

    private final TestObservationRegistry registry = TestObservationRegistry.create();
    private final List<Observation.Context> ended = new CopyOnWriteArrayList<>();
    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(
                    AutoConfigurations.of(NodenetAutoConfiguration.class, NodenetListenerAutoConfiguration.class))
            .withBean(TestObservationRegistry.class, () -> registry)
            .withBean(NodenetMessageHandler.class, () -> message -> {})
            .withPropertyValues(
                    "nodenet.network.difficulty=0",
                    "nodenet.transport.quic.address=127.0.0.1",
                    "nodenet.identity.seed=" + "7".repeat(64));

    ObservationsTest() {
        registry.observationConfig().observationHandler(new ObservationHandler<>() {
            @Override
            public void onStop(Observation.Context context) {
                ended.add(context);
            }

            @Override
            public boolean supportsContext(Observation.Context context) {
                return true;
            }
        });
    }

    private Observation.Context ended(String name) {
        Awaitility.await().until(() -> ended.stream().anyMatch(context -> name.equals(context.getName())));
        Observation.Context found = ended.stream()
                .filter(context -> name.equals(context.getName()))
                .findFirst()
                .orElseThrow();
        ended.remove(found);
        return found;
    }

    private static void assertDocumented(Observation.Context context, NodenetObservation documented) {
        assertThat(context.getLowCardinalityKeyValues())
                .extracting(KeyValue::getKey)
                .containsExactlyInAnyOrderElementsOf(names(documented.getLowCardinalityKeyNames()));
        assertThat(context.getHighCardinalityKeyValues())
                .extracting(KeyValue::getKey)
                .containsExactlyInAnyOrderElementsOf(names(documented.getHighCardinalityKeyNames()));
    }

    private static List<String> names(KeyName[] keys) {
        return Arrays.stream(keys).map(KeyName::asString).toList();
    }

    private static void assertSend(Observation.Context context, String kind, String outcome) {
        assertDocumented(context, NodenetObservation.SEND);
        assertThat(context.getLowCardinalityKeyValues())
                .containsExactlyInAnyOrder(KeyValue.of("kind", kind), KeyValue.of("outcome", outcome));
        assertThat(context.getContextualName()).isEqualTo("nodenet send");
    }

    @Test
    void sendingAndHandlingAreObservedWithTheKeysOfTheirDocumentation() {
        runner.run(context -> {
            NodenetTemplate template = context.getBean(NodenetTemplate.class);
            template.send(template.id(), "hello");
            assertSend(ended("nodenet.send"), "routed", "ACCEPTED");
            assertDocumented(ended("nodenet.process"), NodenetObservation.PROCESS);
            template.sendReportingCopies(template.id(), "hello").join();
            assertSend(ended("nodenet.send"), "reported", "ACCEPTED");
            template.sendDirect(template.id(), "hello").join();
            assertSend(ended("nodenet.send"), "direct", "ACCEPTED");

            assertThat(template.send(STRANGER, "nobody takes this")).isEqualTo(SendResult.UNROUTABLE);
            Observation.Context unroutable = ended("nodenet.send");
            assertSend(unroutable, "routed", "UNROUTABLE");
            assertThat(unroutable.getHighCardinalityKeyValue("nodenet.peer").getValue())
                    .isEqualTo(STRANGER.toString());
        });
    }

    @Test
    void connectIsObservedUntilThereIsAnEdgeOrNone() {
        runner.run(context -> {
            NodenetTemplate template = context.getBean(NodenetTemplate.class);

            assertThatThrownBy(() -> template.connect(STRANGER).join())
                    .cause()
                    .isInstanceOf(ConnectFailedException.class);

            Observation.Context failed = ended("nodenet.connect");
            assertDocumented(failed, NodenetObservation.CONNECT);
            assertThat(failed.getLowCardinalityKeyValues()).containsExactly(KeyValue.of("path", "none"));
            assertThat(failed.getError()).isInstanceOf(ConnectFailedException.class);
            assertThat(failed.getContextualName()).isEqualTo("nodenet connect");
        });
    }

    /** What Jackson cannot write. */
    private record Unwritable(int number) {
        @Override
        public int number() {
            throw new IllegalStateException("no number");
        }
    }

    @Test
    void whatFailsIsAnErrorOfItsObservation() {
        runner.run(context -> {
            NodenetTemplate template = context.getBean(NodenetTemplate.class);
            assertThatThrownBy(() -> template.send(STRANGER, new Unwritable(7)))
                    .isInstanceOf(MessageConversionException.class);
            Observation.Context refused = ended("nodenet.send");
            assertSend(refused, "routed", "FAILED");
            assertThat(refused.getError()).isInstanceOf(MessageConversionException.class);

            assertThatThrownBy(() -> template.sendDirect(STRANGER, "no edge").join());
            Observation.Context failed = ended("nodenet.send");
            assertSend(failed, "direct", "FAILED");
            assertThat(failed.getError()).isInstanceOf(io.nodenet.NodenetException.class);
        });
    }

    @Test
    void conventionsOfTheApplicationReplaceTheNames() {
        runner.withBean(NodenetSendConvention.class, () -> new DefaultNodenetSendConvention() {
                    @Override
                    public String getName() {
                        return "shop.send";
                    }
                })
                .withBean(NodenetProcessConvention.class, () -> new DefaultNodenetProcessConvention() {
                    @Override
                    public KeyValues getLowCardinalityKeyValues(NodenetProcessContext context) {
                        return super.getLowCardinalityKeyValues(context).and("shop", "corner");
                    }
                })
                .run(context -> {
                    Node node = context.getBean(Node.class);
                    context.getBean(NodenetTemplate.class).send(node.id(), "hello");
                    ended("shop.send");
                    ended("nodenet.process");

                    TestObservationRegistryAssert.assertThat(registry)
                            .hasObservationWithNameEqualTo("nodenet.process")
                            .that()
                            .hasLowCardinalityKeyValue("shop", "corner")
                            .hasLowCardinalityKeyValue("path", "local")
                            .hasLowCardinalityKeyValue("outcome", "success");
                });
    }
}
