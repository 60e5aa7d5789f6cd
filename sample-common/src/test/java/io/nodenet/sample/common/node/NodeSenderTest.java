package io.nodenet.sample.common.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.mockito.Mockito.verifyNoMoreInteractions;
import static org.mockito.Mockito.when;

import io.nodenet.BackpressureException;
import io.nodenet.NodeStateException;
import io.nodenet.address.Endpoint;
import io.nodenet.fact.CloseReason;
import io.nodenet.fact.Connected;
import io.nodenet.fact.NodeEvent;
import io.nodenet.fact.PathKind;
import io.nodenet.kad.NodeId;
import io.nodenet.node.Node;
import io.nodenet.spring.boot.NodenetTemplate;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Which way a payload takes, so that nobody in between can read them. */
class NodeSenderTest {
    private static final NodeId CAROL = NodeId.parse("ab".repeat(32));
    private static final NodeId ANCHOR = NodeId.parse("cd".repeat(32));
    private static final byte[] PAYLOAD = {1, 2, 3};

    private final NodenetTemplate template = mock();
    private final EdgePaths paths = new EdgePaths(mock(Node.class));
    private final NodeSender sender = new NodeSender(template, paths);

    NodeSenderTest() {
        when(template.sendDirect(any(), any(), any())).thenReturn(CompletableFuture.completedFuture(null));
        when(template.sendSealed(any(NodeId.class), any())).thenReturn(CompletableFuture.completedFuture(null));
    }

    private void edgeTo(NodeId peer) {
        paths.connected(new NodeEvent.PeerConnected(peer, PathKind.PUNCHED, true, Endpoint.quic("192.0.2.7:4242")));
    }

    private static NodeId peer(int number) {
        return NodeId.parse(String.format("%064x", number + 1));
    }

    @Test
    void payloadGoesOverTheEdgeWhereThereIsOne() {
        edgeTo(CAROL);

        assertThat(sender.send(CAROL, PAYLOAD)).isTrue();

        verify(template).sendDirect(CAROL, PAYLOAD, NodeSender.OVER_THE_EDGE);
        verifyNoMoreInteractions(template);
    }

    @Test
    void payloadGoesSealedWhereThereIsNone() {
        edgeTo(ANCHOR);

        assertThat(sender.send(CAROL, PAYLOAD)).isTrue();

        verify(template).sendSealed(CAROL, PAYLOAD);
        verifyNoMoreInteractions(template);
    }

    @Test
    void payloadThatCannotLeaveOverTheEdgeGoesSealed() {
        edgeTo(CAROL);
        when(template.sendDirect(CAROL, PAYLOAD, NodeSender.OVER_THE_EDGE))
                .thenReturn(CompletableFuture.failedFuture(new BackpressureException("no room")));

        assertThat(sender.send(CAROL, PAYLOAD)).isTrue();

        verify(template).sendSealed(CAROL, PAYLOAD);
    }

    @Test
    void lostEdgeIsNotUsed() {
        edgeTo(ANCHOR);
        edgeTo(CAROL);
        paths.disconnected(new NodeEvent.PeerDisconnected(CAROL, CloseReason.PEER_LEFT));

        sender.send(CAROL, PAYLOAD);

        verify(template, never()).sendDirect(any(), any(), any());
        verify(template).sendSealed(CAROL, PAYLOAD);
    }

    @Test
    void withoutANeighbourNothingLeaves() {
        assertThat(sender.send(CAROL, PAYLOAD)).isFalse();

        verifyNoInteractions(template);
    }

    @Test
    void nodeThatDoesNotRunTakesNothing() {
        edgeTo(ANCHOR);
        when(template.sendSealed(CAROL, PAYLOAD)).thenThrow(new NodeStateException("not running"));

        assertThat(sender.send(CAROL, PAYLOAD)).isFalse();
    }

    @Test
    void directWayIsLookedForOnceAtATimeAndNotWhereThereIsOne() {
        CompletableFuture<Connected> attempt = new CompletableFuture<>();
        when(template.connect(CAROL)).thenReturn(attempt);
        sender.connect(CAROL);
        sender.connect(CAROL);
        verify(template, times(1)).connect(CAROL);

        attempt.completeExceptionally(new BackpressureException("too many"));
        sender.connect(CAROL);
        verify(template, times(2)).connect(CAROL);

        edgeTo(ANCHOR);
        sender.connect(ANCHOR);
        verify(template, never()).connect(ANCHOR);
    }

    @Test
    void waysThatAreLookedForAtATimeAreBounded() {
        when(template.connect(any(NodeId.class))).thenReturn(new CompletableFuture<>());
        for (int i = 0; i < NodeSender.MAX_CONNECTING + 3; i++) {
            sender.connect(peer(i));
        }

        verify(template, times(NodeSender.MAX_CONNECTING)).connect(any(NodeId.class));
    }

    @Test
    void nodeThatDoesNotRunLooksForNothingAndForgetsNothing() {
        when(template.connect(any(NodeId.class))).thenThrow(new NodeStateException("not running"));
        for (int i = 0; i < NodeSender.MAX_CONNECTING + 3; i++) {
            sender.connect(peer(i));
        }

        verify(template, times(NodeSender.MAX_CONNECTING + 3)).connect(any(NodeId.class));
    }
}
