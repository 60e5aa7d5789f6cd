package io.nodenet.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nodenet.ConfigurationException;
import io.nodenet.fact.AnchorEntry;
import io.nodenet.identity.Identity;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of the anchors that an application names. */
@Timeout(MemoryNode.WAIT_SECONDS)
class AnchorsTest {
    private static final int LIMIT = 256;

    private static AnchorEntry anchor(int number) {
        return AnchorEntry.parse("%064x@192.0.2.1:4242".formatted(number + 1));
    }

    private static AnchorEntry elsewhere(int number) {
        return AnchorEntry.parse("%064x@192.0.2.2:4242".formatted(number + 1));
    }

    private static List<AnchorEntry> anchors(int from, int to) {
        return IntStream.range(from, to).mapToObj(AnchorsTest::anchor).toList();
    }

    private static List<AnchorEntry> entries(Node node) {
        return node.snapshot().anchors().stream()
                .map(snapshot -> snapshot.entry())
                .toList();
    }

    @Test
    void moreAnchorsThanTheLimitAreRefusedWhereTheyAreSet() {
        NodeBuilder builder = Node.builder();
        anchors(0, LIMIT).forEach(builder::anchor);
        builder.anchor(anchor(0)).anchor(elsewhere(1));

        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> builder.anchor(anchor(LIMIT)))
                .withMessageContaining("256")
                .withMessageContaining(anchor(LIMIT).toString());
    }

    @Test
    void theNodeItselfIsLeftOut() {
        Identity identity = Identity.generate();
        AnchorEntry self = AnchorEntry.parse(identity.nodeId() + "@192.0.2.7:1");
        try (Node node = Node.builder()
                .identity(identity)
                .difficulty(0)
                .transport(id -> MemoryNode.open(MemoryNode.host(id.nodeId())))
                .anchor(self)
                .anchor(anchor(1))
                .build()) {
            node.start();
            node.addAnchor(self);
            node.addAnchors(List.of(self, anchor(2)));
            assertThat(entries(node)).containsExactly(anchor(1), anchor(2));
        }
    }

    @Test
    void anchorsThatWouldExceedTheLimitAreAllRefusedAtOnce() {
        try (MemoryNode node = new MemoryNode(builder -> anchors(0, LIMIT - 1).forEach(builder::anchor)).started()) {
            assertThatExceptionOfType(ConfigurationException.class)
                    .isThrownBy(() -> node.node.addAnchors(anchors(LIMIT - 1, LIMIT + 1)))
                    .withMessageContaining("The anchor limit (256)");
            assertThat(entries(node.node)).hasSize(LIMIT - 1);

            node.node.addAnchors(List.of(anchor(LIMIT - 1), anchor(LIMIT - 1), elsewhere(0)));

            assertThat(entries(node.node)).hasSize(LIMIT).contains(elsewhere(0)).doesNotContain(anchor(0));
            assertThatExceptionOfType(ConfigurationException.class)
                    .isThrownBy(() -> node.node.addAnchor(anchor(LIMIT)));
        }
    }

    @Test
    void addingAnAnchorDoesNotWaitForTheLoop() {
        try (MemoryNode node = new MemoryNode().started()) {
            CountDownLatch release = node.block();
            try {
                node.node.addAnchor(anchor(1));
            } finally {
                release.countDown();
            }
            assertThat(entries(node.node)).containsExactly(anchor(1));
        }
    }
}
