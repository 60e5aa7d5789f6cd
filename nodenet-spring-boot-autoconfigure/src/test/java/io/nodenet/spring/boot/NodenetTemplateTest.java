package io.nodenet.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
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
import io.nodenet.node.Node;
import io.nodenet.spring.boot.observation.NodenetObservations;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the template asks of its node. */
class NodenetTemplateTest {
    private static final NodeId PEER = NodeId.parse("1".repeat(64));
    private static final ConnectOptions OPTIONS = new ConnectOptions(Duration.ofSeconds(7), true, false);
    private static final Connected CONNECTED =
            new Connected(PEER, PathKind.PUNCHED, Endpoint.quic("192.0.2.7:4242"), Duration.ofMillis(5), List.of());

    private final Node node = mock(Node.class);
    private final NodenetTemplate template =
            new NodenetTemplate(node, new SimpleMessageConverter(), NodenetObservations.NOOP);

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
}
