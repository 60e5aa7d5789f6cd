package io.nodenet.node;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.fact.UpkeepState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a snapshot tells of the network that a node knows. */
@Timeout(MemoryNode.WAIT_SECONDS)
class UpkeepSnapshotTest {
    @Test
    void nodeThatIsAloneKnowsNobodyAndLacksNothing() {
        try (MemoryNode node = new MemoryNode().started()) {
            NodeSnapshot snapshot = node.node.snapshot();

            assertThat(snapshot.upkeep()).isEqualTo(UpkeepState.NONE);
            assertThat(snapshot.upkeep().isComplete()).isTrue();
            assertThat(snapshot.nearestContacts()).isEmpty();
        }
    }

    @Test
    void neighbourIsAContactThatIsConnectedAndCounted() throws InterruptedException {
        try (MemoryNode anchor = new MemoryNode().started();
                MemoryNode node = new MemoryNode(builder -> builder.anchor(
                                anchor.node.id() + "@" + anchor.node.endpoint().text()))
                        .started()) {
            assertThat(node.edgesUp.poll(MemoryNode.WAIT_SECONDS, SECONDS)).isEqualTo(anchor.node.id());

            assertThat(node.node.snapshot().nearestContacts()).singleElement().satisfies(contact -> {
                assertThat(contact.id()).isEqualTo(anchor.node.id());
                assertThat(contact.connected()).isTrue();
            });
            assertThat(node.node.snapshot().upkeep().contacts()).isEqualTo(1);
        }
    }
}
