package io.nodenet.node;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.fact.ConnectivityPhase;
import io.nodenet.fact.DropReason;
import io.nodenet.fact.NodeCounter;
import io.nodenet.fact.PathKind;
import io.nodenet.transport.TransportCounter;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class NodeSnapshotTest {
    @Test
    void snapshotTellsEverythingOfAConnectedNode() throws Exception {
        try (MemoryNode anchor = new MemoryNode().started();
                MemoryNode node = new MemoryNode(builder -> builder.anchor(anchor.asAnchor())
                                .anchor("f".repeat(64) + "@192.0.2.1:1")
                                .advertise("203.0.113.7:4242"))
                        .started()) {
            node.awaitEdge(anchor);
            Duration roundTrip = node.node.ping(anchor.id()).get(MemoryNode.WAIT_SECONDS, SECONDS);
            NodeSnapshot snapshot = node.node.snapshot();

            assertThat(snapshot.id()).isEqualTo(node.id());
            assertThat(snapshot.state()).isEqualTo(NodeState.RUNNING);
            assertThat(snapshot.uptime()).isPositive();
            assertThat(snapshot.difficulty()).isZero();
            assertThat(snapshot.endpoint()).isEqualTo(node.node.endpoint());
            assertThat(snapshot.endpoints())
                    .extracting(endpoint -> endpoint.text())
                    .as("what the operator says comes first")
                    .containsExactly("203.0.113.7:4242", node.node.endpoint().text());
            assertThat(snapshot.phase()).isEqualTo(ConnectivityPhase.CRITICAL);
            assertThat(snapshot.outgoingEdges()).isEqualTo(1);
            assertThat(snapshot.inboundEdges()).isZero();
            assertThat(snapshot.edges()).singleElement().satisfies(edge -> {
                assertThat(edge.peer()).isEqualTo(anchor.id());
                assertThat(edge.path()).isEqualTo(PathKind.DIRECT);
                assertThat(edge.outgoing()).isTrue();
                assertThat(edge.remote()).isEqualTo(anchor.node.endpoint());
                assertThat(edge.connections()).isEqualTo(1);
                assertThat(edge.sibling()).isTrue();
                assertThat(edge.writable()).isTrue();
                assertThat(edge.age()).isPositive();
                assertThat(edge.idle()).isBetween(Duration.ZERO, edge.age());
                assertThat(edge.roundTrip()).isEqualTo(roundTrip);
                assertThat(edge.observed()).isEqualTo(node.node.endpoint());
            });
            assertThat(snapshot.anchors()).hasSize(2);
            assertThat(snapshot.anchors().get(0).state()).isEqualTo("connected");
            assertThat(snapshot.anchors().get(0).failures()).isZero();
            assertThat(snapshot.anchors().get(0).lastFailure()).isNull();
            assertThat(snapshot.anchors().get(1).failures()).isPositive();
            assertThat(snapshot.anchors().get(1).lastFailure()).isEqualTo("nobody");
            assertThat(snapshot.limits())
                    .containsOnlyKeys(
                            "inbound-edges", "pending-messages", "pending-bytes", "submission-bytes", "verifications")
                    .containsEntry("inbound-edges", new NodeSnapshot.Limit(0, 256))
                    .containsEntry("pending-messages", new NodeSnapshot.Limit(0, 4096))
                    .containsEntry("submission-bytes", new NodeSnapshot.Limit(0, 8 << 20));
            assertThat(anchor.node.snapshot().inboundEdges()).isEqualTo(1);
        }
    }

    @Test
    void everyCounterAndEveryCauseIsPresentByItsName() {
        try (MemoryNode node = new MemoryNode().started()) {
            NodeSnapshot snapshot = node.node.snapshot();

            assertThat(snapshot.drops().keySet())
                    .containsExactlyElementsOf(Arrays.stream(DropReason.values())
                            .map(DropReason::label)
                            .toList());
            assertThat(snapshot.counters().keySet())
                    .containsExactlyElementsOf(Arrays.stream(NodeCounter.values())
                            .map(NodeCounter::label)
                            .toList());
            assertThat(snapshot.transport().keySet())
                    .containsExactlyElementsOf(Arrays.stream(TransportCounter.values())
                            .map(counter ->
                                    counter.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                            .toList());
        }
    }

    @Test
    void waitingMessagesShowAsUseOfTheirLimits() {
        try (MemoryNode node = new MemoryNode().started()) {
            node.node.send(node.id(), new byte[100]);

            assertThat(node.node.snapshot().limits().get("pending-messages").used())
                    .isEqualTo(1);
            assertThat(node.node.snapshot().limits().get("pending-bytes").used())
                    .isGreaterThanOrEqualTo(100);
            node.receiving();
        }
    }
}
