package io.nodenet.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nodenet.ConfigurationException;
import io.nodenet.NodeStateException;
import io.nodenet.fact.Limit;
import io.nodenet.kad.NodeId;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of the peers whose edges an application wants to be kept. */
@Timeout(MemoryNode.WAIT_SECONDS)
class KeptPeersTest {
    private static NodeId peer(int number) {
        return NodeId.parse("%064x".formatted(number + 1));
    }

    private static NodeSnapshot.Usage usage(Node node) {
        NodeSnapshot.Usage usage = node.snapshot().limits().get(Limit.KEPT_PEERS);
        assertThat(usage).isNotNull();
        return usage;
    }

    @Test
    void onePeerMoreThanTheLimitIsRefusedWithTheRemedy() {
        try (MemoryNode node = new MemoryNode().started()) {
            for (int i = 0; i < Node.MAX_KEPT_PEERS; i++) {
                node.node.keep(peer(i));
            }
            node.node.keep(peer(0));
            assertThatExceptionOfType(ConfigurationException.class)
                    .isThrownBy(() -> node.node.keep(peer(Node.MAX_KEPT_PEERS)))
                    .withMessageContaining("The limit of kept peers (256)")
                    .withMessageContaining("stop keeping");
            assertThat(usage(node.node)).isEqualTo(new NodeSnapshot.Usage(256, 256));

            node.node.stopKeeping(peer(0));
            node.node.stopKeeping(peer(0));
            node.node.keep(peer(Node.MAX_KEPT_PEERS));
            assertThat(usage(node.node).used()).isEqualTo(256);
        }
    }

    @Test
    void nodeItselfIsRefused() {
        try (MemoryNode node = new MemoryNode().started()) {
            assertThatExceptionOfType(ConfigurationException.class)
                    .isThrownBy(() -> node.node.keep(node.node.id()))
                    .withMessageContaining("this node itself");
        }
    }

    @Test
    void peersCanBeKeptBeforeTheStartAndNotAfterTheEnd() {
        MemoryNode node = new MemoryNode();
        node.node.keep(peer(1));
        node.started();
        assertThat(usage(node.node).used()).isEqualTo(1);

        node.close();

        assertThatExceptionOfType(NodeStateException.class).isThrownBy(() -> node.node.keep(peer(2)));
        assertThatExceptionOfType(NodeStateException.class).isThrownBy(() -> node.node.stopKeeping(peer(1)));
    }

    @Test
    void keepingDoesNotWaitForTheLoop() {
        try (MemoryNode node = new MemoryNode().started()) {
            CountDownLatch release = node.block();
            try {
                node.node.keep(peer(1));
            } finally {
                release.countDown();
            }
            assertThat(usage(node.node).used()).isEqualTo(1);
        }
    }
}
