package io.nodenet.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.atLeastOnce;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.nodenet.BackpressureException;
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
import io.nodenet.spring.boot.message.NodenetHeaders;
import io.nodenet.spring.boot.message.NodenetPayload;
import io.nodenet.spring.boot.message.ReceivedMessage;
import io.nodenet.spring.boot.observation.NodenetObservations;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;
import tools.jackson.databind.json.JsonMapper;

/** What the template asks of its node. */
class NodenetTemplateTest {
    private static final NodeId PEER = NodeId.parse("1".repeat(64));
    private static final ConnectOptions OPTIONS = new ConnectOptions(Duration.ofSeconds(7), true, false);
    private static final Connected CONNECTED =
            new Connected(PEER, PathKind.PUNCHED, Endpoint.quic("192.0.2.7:4242"), Duration.ofMillis(5), List.of());

    private final Node node = mock(Node.class);
    private final NodenetTemplate template =
            new NodenetTemplate(node, new SimpleMessageConverter(), NodenetObservations.NOOP, true);

    @BeforeEach
    void setOptions() {
        when(node.connectOptions()).thenReturn(OPTIONS);
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
        return new NodenetTemplate(node, new JsonMessageConverter(new JsonMapper()), NodenetObservations.NOOP, headers);
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
}
