package io.nodenet.spring.boot.observation;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.handler.PropagatingReceiverTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingSenderTracingObservationHandler;
import io.micrometer.tracing.propagation.Propagator;
import io.micrometer.tracing.test.simple.SimpleSpan;
import io.micrometer.tracing.test.simple.SimpleTracer;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.spring.boot.NodenetMessageHandler;
import io.nodenet.spring.boot.NodenetTemplate;
import io.nodenet.spring.boot.autoconfigure.NodenetAutoConfiguration;
import io.nodenet.spring.boot.autoconfigure.listener.NodenetListenerAutoConfiguration;
import io.nodenet.spring.boot.message.ReceivedMessage;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** The spans of an application that sends to itself, and whether they are of one trace. */
class TracesTest {
    private static final String SEED = "7".repeat(64);
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final NodeId PEER = NodeId.parse("1".repeat(64));

    record Line(String text) {}

    /** Writes and reads what W3C Trace Context says, and baggage besides. */
    private record W3c(SimpleTracer tracer) implements Propagator {
        @Override
        public List<String> fields() {
            return List.of("traceparent", "tracestate", "baggage");
        }

        @Override
        public <C> void inject(TraceContext context, C carrier, Setter<C> setter) {
            setter.set(carrier, "traceparent", "00-" + TRACE + "-" + context.spanId() + "-01");
            setter.set(carrier, "tracestate", "vendor=1");
            setter.set(carrier, "baggage", "user=alice");
        }

        @Override
        public <C> Span.Builder extract(C carrier, Getter<C> getter) {
            String parent = getter.get(carrier, "traceparent");
            Span.Builder builder = tracer.spanBuilder();
            if (parent != null) {
                String[] parts = parent.split("-");
                builder.setParent(tracer.traceContextBuilder()
                        .traceId(parts[1])
                        .spanId(parts[2])
                        .sampled(true)
                        .build());
            }
            return builder;
        }
    }

    private final SimpleTracer tracer = new SimpleTracer();
    private final BlockingQueue<ReceivedMessage> received = new LinkedBlockingQueue<>();

    private ApplicationContextRunner runner() {
        ObservationRegistry registry = ObservationRegistry.create();
        W3c propagator = new W3c(tracer);
        registry.observationConfig()
                .observationHandler(new ObservationHandler.FirstMatchingCompositeObservationHandler(
                        new PropagatingSenderTracingObservationHandler<>(tracer, propagator),
                        new PropagatingReceiverTracingObservationHandler<>(tracer, propagator)));
        return new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(NodenetAutoConfiguration.class, NodenetListenerAutoConfiguration.class))
                .withBean(ObservationRegistry.class, () -> registry)
                .withBean(NodenetMessageHandler.class, () -> message -> received.add(ReceivedMessage.of(message)))
                .withPropertyValues(
                        "nodenet.network.difficulty=0",
                        "nodenet.transport.quic.address=127.0.0.1",
                        "nodenet.identity.seed=" + SEED);
    }

    private static String named() {
        return "nodenet.peers.me="
                + Identity.fromSeed(HexFormat.of().parseHex(SEED)).nodeId();
    }

    private ReceivedMessage send(NodenetTemplate template, Object message) throws InterruptedException {
        template.send(template.id(), message);
        ReceivedMessage handled = received.poll(20, TimeUnit.SECONDS);
        assertThat(handled).isNotNull();
        Awaitility.await()
                .until(() -> tracer.getSpans().stream().anyMatch(span -> span.getKind() == Span.Kind.CONSUMER));
        return handled;
    }

    private SimpleSpan span(Span.Kind kind) {
        return tracer.getSpans().stream()
                .filter(span -> span.getKind() == kind)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void traceOfANamedPeerGoesOnAtTheReceiver() {
        runner().withPropertyValues(named()).run(context -> {
            Map<String, String> headers = send(context.getBean(NodenetTemplate.class), new Line("hi"))
                    .headers()
                    .asMap();

            assertThat(headers)
                    .containsEntry("payload-type", "Line")
                    .containsEntry("tracestate", "vendor=1")
                    .doesNotContainKey("baggage");
            assertThat(headers.get("traceparent"))
                    .contains(span(Span.Kind.PRODUCER).getSpanId());
            assertThat(span(Span.Kind.CONSUMER).getTraceId()).isEqualTo(TRACE);
        });
    }

    @Test
    void rawBytesAndTextCarryNoTrace() {
        runner().withPropertyValues(named()).run(context -> {
            assertThat(send(context.getBean(NodenetTemplate.class), "text")
                            .headers()
                            .isEmpty())
                    .isTrue();
            assertThat(span(Span.Kind.CONSUMER).getTraceId()).isNotEqualTo(TRACE);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"named", "none"})
    void strangerIsToldNoTraceAndItsOwnDoesNotGoOn(String whose) {
        runner().withPropertyValues("nodenet.messaging.trace-context=" + whose).run(context -> {
            NodenetTemplate template = context.getBean(NodenetTemplate.class);
            assertThat(send(template, new Line("hi")).headers().asMap())
                    .doesNotContainKeys("traceparent", "tracestate");
            assertThat(span(Span.Kind.CONSUMER).getTraceId()).isNotEqualTo(TRACE);
        });
    }

    @Test
    void everybodysTraceGoesOnIfTheApplicationSaysSo() {
        runner().withPropertyValues("nodenet.messaging.trace-context=all").run(context -> {
            send(context.getBean(NodenetTemplate.class), new Line("hi"));
            assertThat(span(Span.Kind.CONSUMER).getTraceId()).isEqualTo(TRACE);
        });
    }

    @Test
    void headersOfATraceAreBounded() {
        NodenetSendContext context = new NodenetSendContext("routed", PEER);
        Map<String, String> carrier = context.getCarrier();

        context.getSetter().set(carrier, "tracestate", "x".repeat(TraceHeaders.MAX_BYTES + 1));
        context.getSetter().set(carrier, "traceparent", "x".repeat(TraceHeaders.MAX_BYTES));

        assertThat(carrier).containsOnlyKeys("traceparent");
    }
}
