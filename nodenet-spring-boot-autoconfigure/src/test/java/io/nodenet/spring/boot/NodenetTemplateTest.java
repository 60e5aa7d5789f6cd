package io.nodenet.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.atLeastOnce;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.nodenet.BackpressureException;
import io.nodenet.UnroutableException;
import io.nodenet.address.Endpoint;
import io.nodenet.fact.ConnectFailedException;
import io.nodenet.fact.Connected;
import io.nodenet.fact.PathKind;
import io.nodenet.kad.NodeId;
import io.nodenet.node.ConnectOptions;
import io.nodenet.node.InboundMessage;
import io.nodenet.node.MessagePath;
import io.nodenet.node.Node;
import io.nodenet.node.SendResult;
import io.nodenet.spring.boot.message.MessageKind;
import io.nodenet.spring.boot.message.NodenetHeaders;
import io.nodenet.spring.boot.message.NodenetPayload;
import io.nodenet.spring.boot.message.PayloadWriter;
import io.nodenet.spring.boot.message.ReceivedMessage;
import io.nodenet.spring.boot.observation.NodenetObservations;
import io.nodenet.spring.boot.request.ManualTimer;
import io.nodenet.spring.boot.request.PendingRequests;
import io.nodenet.spring.boot.request.UnroutableRetry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.core.ResolvableType;
import tools.jackson.databind.json.JsonMapper;

/** What the template asks of its node. */
class NodenetTemplateTest {
    private static final NodeId PEER = NodeId.parse("1".repeat(64));
    private static final Duration RETRY = Duration.ofSeconds(3);
    private static final NodenetPeers PEERS = new NodenetPeers(Map.of("alice", PEER));
    private static final ConnectOptions OPTIONS = new ConnectOptions(Duration.ofSeconds(7), true, false);
    private static final Connected CONNECTED =
            new Connected(PEER, PathKind.PUNCHED, Endpoint.quic("192.0.2.7:4242"), Duration.ofMillis(5), List.of());

    private final Node node = mock(Node.class);
    private final ManualTimer timer = new ManualTimer();
    private final PendingRequests requests = new PendingRequests(8, timer, () -> "the-id");
    private final NodenetTemplate template = new NodenetTemplate(
            node,
            new SimpleMessageConverter(),
            NodenetObservations.NOOP,
            true,
            requests,
            PEERS,
            new UnroutableRetry(timer, RETRY));

    @BeforeEach
    void setOptions() {
        when(node.connectOptions()).thenReturn(OPTIONS);
        requests.open();
    }

    private static <T> CompletableFuture<T> failed(Throwable failure) {
        return CompletableFuture.failedFuture(failure);
    }

    @Test
    void connectGoesAsFarAsTheApplicationSaysUnlessTheCallerDoes() {
        when(node.connect(PEER, OPTIONS)).thenReturn(CompletableFuture.completedFuture(CONNECTED));
        ConnectOptions others = ConnectOptions.DEFAULT.directOnly();
        when(node.connect(PEER, others)).thenReturn(failed(new ConnectFailedException(PEER, "no", List.of())));

        assertThat(template.connect(PEER)).isCompletedWithValue(CONNECTED);
        assertThat(template.connect(PEER, others)).isCompletedExceptionally();
    }

    @Test
    void cancellingAConnectReachesTheNode() {
        CompletableFuture<Connected> attempt = new CompletableFuture<>();
        when(node.connect(PEER, OPTIONS)).thenReturn(attempt);

        template.connect(PEER).cancel(true);

        assertThat(attempt).isCancelled();
    }

    @Test
    void directMessageGoesAsFarAsTheApplicationSaysUnlessTheCallerDoes() {
        byte[] payload = "hello".getBytes(StandardCharsets.UTF_8);
        when(node.sendDirect(PEER, payload, OPTIONS)).thenReturn(CompletableFuture.completedFuture(null));
        ConnectOptions others = ConnectOptions.DEFAULT.directOnly();
        when(node.sendDirect(PEER, payload, others)).thenReturn(failed(new BackpressureException("no room")));

        assertThat(template.sendDirect(PEER, "hello")).isCompleted();
        assertThatThrownBy(() -> template.sendDirect(PEER, "hello", others).join())
                .cause()
                .isInstanceOf(BackpressureException.class);
        verify(node, never()).connect(any(), any());
    }

    record Line(String text) {}

    @NodenetPayload("chat.line")
    record Named(String text) {}

    private ReceivedMessage sent(NodenetTemplate by, Object message) {
        when(node.send(eq(PEER), any())).thenReturn(SendResult.ACCEPTED);
        by.send(PEER, message);
        ArgumentCaptor<byte[]> payload = ArgumentCaptor.forClass(byte[].class);
        verify(node, atLeastOnce()).send(eq(PEER), payload.capture());
        return ReceivedMessage.of(new InboundMessage(PEER, MessagePath.ROUTED, Instant.EPOCH, payload.getValue()));
    }

    private NodenetTemplate json(boolean headers) {
        return new NodenetTemplate(
                node,
                new JsonMessageConverter(new JsonMapper()),
                NodenetObservations.NOOP,
                headers,
                requests,
                PEERS,
                new UnroutableRetry(timer, RETRY));
    }

    @Test
    void objectsTravelWithTheirTypeAndBytesAndTextAsTheyAre() {
        assertThat(sent(json(true), new Line("hi")).headers().asMap())
                .containsExactly(entry("content-type", "application/json"), entry("payload-type", "Line"));
        assertThat(sent(json(true), new Named("hi")).headers().payloadType()).isEqualTo("chat.line");
        assertThat(sent(json(true), new Named("hi")).body())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("{\"text\":\"hi\"}");
        assertThat(sent(json(true), List.of(1)).headers().asMap())
                .as("the name of a type of the JDK says nothing")
                .containsExactly(entry("content-type", "application/json"));
        for (Object raw : List.of("text", "text".getBytes(StandardCharsets.UTF_8))) {
            ReceivedMessage received = sent(json(true), raw);
            assertThat(received.message().payload())
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo("text");
            assertThat(received.headers()).isSameAs(NodenetHeaders.NONE);
        }
    }

    @Test
    void withoutHeadersObjectsTravelAsTheirBytesAlone() {
        assertThat(sent(json(false), new Named("hi")).message().payload())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("{\"text\":\"hi\"}");
    }

    @Test
    void bytesThatLookLikeHeadersArriveAsTheyAre() {
        byte[] bytes = NodenetHeaders.of(Map.of("a", "b")).prependTo(new byte[] {1});

        assertThat(sent(json(true), bytes).body()).isEqualTo(bytes);
        assertThat(sent(json(false), bytes).body()).isEqualTo(bytes);
    }

    private void reply(Object message, Map<String, String> headers) {
        byte[] payload =
                new PayloadWriter(new JsonMessageConverter(new JsonMapper()), true).writeWithHeaders(message, headers);
        requests.answer(ReceivedMessage.of(new InboundMessage(PEER, MessagePath.ROUTED, Instant.EPOCH, payload)));
    }

    private static final Map<String, String> REPLY = Map.of("kind", "reply", "correlation-id", "the-id");

    @Test
    void requestTravelsWithHeadersWhateverItIsAndTheReplyIsOfTheTypeThatWasAskedFor() {
        when(node.sendReportingCopies(eq(PEER), any())).thenReturn(CompletableFuture.completedFuture(1));

        CompletableFuture<Line> line = json(false).request(PEER, "text", Line.class, Duration.ofSeconds(1));

        ArgumentCaptor<byte[]> payload = ArgumentCaptor.forClass(byte[].class);
        verify(node).sendReportingCopies(eq(PEER), payload.capture());
        ReceivedMessage request =
                ReceivedMessage.of(new InboundMessage(PEER, MessagePath.ROUTED, Instant.EPOCH, payload.getValue()));
        assertThat(request.headers().kind()).isEqualTo(MessageKind.REQUEST);
        assertThat(request.headers().correlationId()).isEqualTo("the-id");
        assertThat(request.body()).asString(StandardCharsets.UTF_8).isEqualTo("text");
        reply(new Line("hi"), REPLY);
        assertThat(line).isCompletedWithValue(new Line("hi"));
    }

    @Test
    void requestTakesThePathThatItsCallerChooses() {
        when(node.sendDirect(eq(PEER), any(), eq(OPTIONS))).thenReturn(CompletableFuture.completedFuture(null));
        ResolvableType text = ResolvableType.forClass(String.class);
        CompletableFuture<String> direct =
                json(true).request(PEER, "a", text, Duration.ofSeconds(1), MessagePath.DIRECT);
        direct.cancel(true);
        when(node.sendSealed(eq(PEER), any())).thenReturn(CompletableFuture.completedFuture(null));
        CompletableFuture<String> sealed =
                json(true).request(PEER, "b", text, Duration.ofSeconds(1), MessagePath.SEALED);

        verify(node).sendDirect(eq(PEER), any(), eq(OPTIONS));
        verify(node).sendSealed(eq(PEER), any());
        reply("secret", REPLY);
        assertThat(sealed).isCompletedWithValue("secret");
    }

    @Test
    void replyOfAnotherTypeIsNoObjectFullOfNulls() {
        when(node.sendReportingCopies(eq(PEER), any())).thenReturn(CompletableFuture.completedFuture(1));
        CompletableFuture<Line> line = json(true).request(PEER, "text", Line.class, Duration.ofSeconds(1));

        reply(new Named("hi"), REPLY);

        assertThatThrownBy(line::join).cause().isInstanceOf(MessageConversionException.class);
    }

    @Test
    void listsAndAcknowledgementsAreReplies() {
        when(node.sendReportingCopies(eq(PEER), any())).thenReturn(CompletableFuture.completedFuture(1));
        CompletableFuture<List<Line>> lines = json(true)
                .request(PEER, "text", new ParameterizedTypeReference<List<Line>>() {}, Duration.ofSeconds(1));
        reply(List.of(new Line("hi")), REPLY);
        assertThat(lines).isCompletedWithValue(List.of(new Line("hi")));

        CompletableFuture<Void> done = json(true).request(PEER, "text", Void.class, Duration.ofSeconds(1));
        reply("", REPLY);
        assertThat(done).isCompletedWithValue(null);
    }

    @Test
    void typeThatNoPayloadCanBeConvertedToIsRefusedBeforeAnythingIsSent() {
        assertThatThrownBy(() -> template.request(PEER, "text", Line.class, Duration.ofSeconds(1)))
                .isInstanceOf(MessageConversionException.class);
        verify(node, never()).sendReportingCopies(any(), any());
    }

    @Test
    void nameOfAPeerStandsForItsNodeId() {
        when(node.send(eq(PEER), any())).thenReturn(SendResult.ACCEPTED);
        when(node.connect(PEER, OPTIONS)).thenReturn(CompletableFuture.completedFuture(CONNECTED));
        when(node.sendReportingCopies(eq(PEER), any())).thenReturn(CompletableFuture.completedFuture(1));

        assertThat(template.send("alice", "hello")).isEqualTo(SendResult.ACCEPTED);
        assertThat(template.send(PEER.toString(), "hello")).isEqualTo(SendResult.ACCEPTED);
        assertThat(template.connect("alice")).isCompletedWithValue(CONNECTED);
        CompletableFuture<String> reply = template.request("alice", "hello", String.class, Duration.ofSeconds(1));
        reply("hi", REPLY);

        assertThat(reply).isCompletedWithValue("hi");
        assertThatThrownBy(() -> template.send("bob", "hello"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nodenet.peers.bob");
    }

    @Test
    void futureThatItsCallerEndsEndsTheObservationAndTheRetry() {
        MeterRegistry meters = new SimpleMeterRegistry();
        ObservationRegistry registry = ObservationRegistry.create();
        registry.observationConfig().observationHandler(new DefaultMeterObservationHandler(meters));
        NodenetTemplate observed = new NodenetTemplate(
                node,
                new SimpleMessageConverter(),
                new NodenetObservations(registry, null, null, null, null),
                true,
                requests,
                PEERS,
                new UnroutableRetry(timer, RETRY));
        when(node.sendDirect(any(), any(), any())).thenReturn(new CompletableFuture<>());
        when(node.sendSealed(any(), any())).thenReturn(failed(new UnroutableException("no edge")));

        observed.sendDirect(PEER, "hello").completeExceptionally(new TimeoutException()); // as orTimeout does
        observed.sendSealed(PEER, "hello").cancel(true);
        timer.advance(RETRY);

        assertThat(meters.get("nodenet.send.active").longTaskTimers())
                .extracting(LongTaskTimer::activeTasks)
                .containsOnly(0);
        assertThat(meters.get("nodenet.send").timers().stream()
                        .mapToLong(Timer::count)
                        .sum())
                .isEqualTo(2);
        verify(node, times(1)).sendSealed(any(), any());
    }

    @Test
    void messageThatFindsNoEdgeIsSentAgain() {
        when(node.sendReportingCopies(eq(PEER), any()))
                .thenReturn(failed(new UnroutableException("no edge")))
                .thenReturn(CompletableFuture.completedFuture(2));
        when(node.sendSealed(eq(PEER), any()))
                .thenReturn(failed(new UnroutableException("no edge")))
                .thenReturn(CompletableFuture.completedFuture(null));
        CompletableFuture<Integer> reported = template.sendReportingCopies(PEER, "hello");
        CompletableFuture<Void> sealed = template.sendSealed(PEER, "hello");
        assertThat(reported).isNotDone();

        timer.advance(RETRY);

        assertThat(reported).isCompletedWithValue(2);
        assertThat(sealed).isCompleted();
    }
}
