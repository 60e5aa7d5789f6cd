package io.nodenet.spring.boot.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.nodenet.NodenetTimeoutException;
import io.nodenet.identity.Identity;
import io.nodenet.node.Node;
import io.nodenet.node.NodeSnapshot;
import io.nodenet.node.NodeState;
import io.nodenet.spring.boot.NodeSnapshots;
import io.nodenet.transport.quic.QuicTransport;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.info.Info;

/** What is told of a node whose loop hangs. */
class NodenetInfoContributorTest {
    private final Node node = mock(Node.class);

    private static NodeSnapshot snapshot(Identity identity) {
        Node node = Node.builder()
                .identity(identity)
                .difficulty(0)
                .transport(QuicTransport.factory(quic -> quic.bind("127.0.0.1", 0)))
                .build();
        node.close();
        return node.snapshot();
    }

    private NodenetInfoContributor contributor(NodeSnapshots snapshots) {
        return new NodenetInfoContributor(new NodenetInfoContributor.Shown(node, snapshots), Map.of());
    }

    private static Map<?, ?> info(NodenetInfoContributor contributor) {
        Info.Builder builder = new Info.Builder();
        contributor.contribute(builder);
        return (Map<?, ?>) builder.build().getDetails().get("nodenet");
    }

    @Test
    void nodeThatDoesNotAnswerHasAnIdAndSaysSo() {
        Identity identity = Identity.generate();
        when(node.id()).thenReturn(identity.nodeId());
        when(node.state()).thenReturn(NodeState.RUNNING);
        doThrow(new NodenetTimeoutException("thrown on purpose")).when(node).snapshot();
        try (NodeSnapshots snapshots = new NodeSnapshots(node)) {
            Map<?, ?> info = info(contributor(snapshots));

            assertThat(info)
                    .isEqualTo(Map.of("id", identity.nodeId().toString(), "state", "RUNNING", "answers", false));
        }
    }

    @Test
    void nodeThatDoesNotAnswerAnyMoreIsToldOfAsItWasLast() {
        Identity identity = Identity.generate();
        when(node.id()).thenReturn(identity.nodeId());
        when(node.state()).thenReturn(NodeState.RUNNING);
        doReturn(snapshot(identity)).when(node).snapshot();
        try (NodeSnapshots snapshots = new NodeSnapshots(node)) {
            NodenetInfoContributor contributor = contributor(snapshots);
            assertThat(info(contributor)).isNotNull();
            doThrow(new NodenetTimeoutException("thrown on purpose")).when(node).snapshot();
            Awaitility.await()
                    .until(() -> Boolean.FALSE.equals(info(contributor).get("answers")));

            Map<?, ?> info = info(contributor);

            assertThat(info.get("difficulty")).isEqualTo(0);
            assertThat(info.get("edges")).isEqualTo(0);
        }
    }
}
