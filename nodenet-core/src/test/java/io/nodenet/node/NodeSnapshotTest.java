package io.nodenet.node;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.fact.AnchorState;
import io.nodenet.fact.ConnectivityPhase;
import io.nodenet.fact.DropReason;
import io.nodenet.fact.Limit;
import io.nodenet.fact.NatKind;
import io.nodenet.fact.NodeCounter;
import io.nodenet.fact.PathKind;
import io.nodenet.transport.TransportCounter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class NodeSnapshotTest {
    @Test
    void snapshotTellsEverythingOfAConnectedNode() throws Exception {
        try (MemoryNode anchor = new MemoryNode().started();
                MemoryNode node = new MemoryNode(builder -> builder.anchor(anchor.asAnchor())
                                .anchor("f".repeat(64) + "@"
                                        + anchor.node.endpoint().text())
                                .advertise("203.0.113.7:4242"))
                        .started()) {
            node.awaitEdge(anchor);
            Duration roundTrip = node.node.ping(anchor.id()).get(MemoryNode.WAIT_SECONDS, SECONDS);
            NodeSnapshot snapshot = node.node.snapshot();

            assertThat(snapshot.id()).isEqualTo(node.id());
            assertThat(snapshot.state()).isEqualTo(NodeState.RUNNING);
            assertThat(snapshot.uptime()).isPositive();
            assertThat(snapshot.difficulty()).isZero();
            assertThat(snapshot.addresses().bound()).isEqualTo(node.node.endpoint());
            assertThat(snapshot.addresses().local())
                    .extracting(endpoint -> endpoint.text())
                    .as("what the operator says comes first")
                    .containsExactly("203.0.113.7:4242", node.node.endpoint().text());
            assertThat(snapshot.addresses().natEvidence()).singleElement().satisfies(evidence -> {
                assertThat(evidence.nat()).isEqualTo(NatKind.UNKNOWN);
                assertThat(evidence.reporters()).isEqualTo(1);
                assertThat(evidence.seen().get(0).endpoint()).isEqualTo(node.node.endpoint());
            });
            assertThat(snapshot.connectivity().phase()).isEqualTo(ConnectivityPhase.CRITICAL);
            assertThat(snapshot.connectivity().outboundEdges()).isEqualTo(1);
            assertThat(snapshot.connectivity().inboundEdges()).isZero();
            assertThat(snapshot.connectivity().edges()).singleElement().satisfies(edge -> {
                assertThat(edge.peer()).isEqualTo(anchor.id());
                assertThat(edge.path()).isEqualTo(PathKind.DIRECT);
                assertThat(edge.outbound()).isTrue();
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
            assertThat(snapshot.anchors().get(0).state()).isEqualTo(AnchorState.CONNECTED);
            assertThat(snapshot.anchors().get(0).failures()).isZero();
            assertThat(snapshot.anchors().get(0).lastFailure()).isNull();
            assertThat(snapshot.anchors().get(1).failures()).isPositive();
            assertThat(snapshot.anchors().get(1).lastFailure())
                    .isEqualTo(anchor.id() + " answered at "
                            + anchor.node.endpoint().text());
            assertThat(snapshot.limits())
                    .containsOnlyKeys(Limit.values())
                    .containsEntry(Limit.INBOUND_EDGES, new NodeSnapshot.Usage(0, 256))
                    .containsEntry(Limit.PENDING_MESSAGES, new NodeSnapshot.Usage(0, 4096))
                    .containsEntry(Limit.SUBMISSION_BYTES, new NodeSnapshot.Usage(0, 8 << 20));
            assertThat(anchor.node.snapshot().connectivity().inboundEdges()).isEqualTo(1);
        }
    }

    @Test
    void everyCounterAndEveryCauseIsPresent() {
        try (MemoryNode node = new MemoryNode().started()) {
            NodeCounters counters = node.node.snapshot().counters();

            assertThat(counters.drops()).containsOnlyKeys(DropReason.values());
            assertThat(counters.events()).containsOnlyKeys(NodeCounter.values());
            assertThat(counters.transport()).containsOnlyKeys(TransportCounter.values());
        }
    }

    @Test
    void waitingMessagesShowAsUseOfTheirLimits() {
        try (MemoryNode node = new MemoryNode().started()) {
            node.node.send(node.id(), new byte[100]);

            assertThat(node.node.snapshot().limits().get(Limit.PENDING_MESSAGES).used())
                    .isEqualTo(1);
            assertThat(node.node.snapshot().limits().get(Limit.PENDING_BYTES).used())
                    .isGreaterThanOrEqualTo(100);
            node.receiving();
        }
    }
}
