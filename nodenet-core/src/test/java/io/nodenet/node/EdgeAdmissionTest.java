package io.nodenet.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.fact.CloseReason;
import io.nodenet.fact.DropReason;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** The application's policy on threads of its own; the rules of the gate are tested in virtual time. */
class EdgeAdmissionTest {
    @Test
    void L19_policyThatThrowsRefuses() throws Exception {
        try (MemoryNode strict = new MemoryNode(builder -> builder.edgeAdmission((peer, outbound) -> {
                            throw new IllegalStateException("thrown on purpose by EdgeAdmissionTest");
                        }))
                        .started();
                MemoryNode refused = new MemoryNode(builder -> builder.anchor(strict.asAnchor())).started()) {
            assertThat(refused.edgesDown.poll(MemoryNode.WAIT_SECONDS, SECONDS)).isEqualTo(CloseReason.PEER_CLOSED);

            NodeSnapshot snapshot = strict.node.snapshot();
            assertThat(snapshot.connectivity().edges()).isEmpty();
            assertThat(snapshot.counters().get(DropReason.EDGE_REFUSED)).isPositive();
        }
    }

    @Test
    void L19_policyThatNeverAnswersHoldsUpNobodyWithAnEdge() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        try (MemoryNode friend = new MemoryNode().receiving().started();
                MemoryNode node = new MemoryNode(builder -> builder.anchor(friend.asAnchor())
                                .edgeAdmission((peer, outbound) -> {
                                    if (!peer.equals(friend.id())) {
                                        awaitQuietly(answer);
                                    }
                                    return true;
                                }))
                        .started()) {
            node.awaitEdge(friend);
            try (MemoryNode stranger = new MemoryNode(builder -> builder.anchor(node.asAnchor())).started()) {
                stranger.awaitEdge(node); // the dialer's own end is up; the other one waits for the policy

                node.node.send(friend.id(), "meanwhile".getBytes(UTF_8));
                assertThat(friend.next().text()).isEqualTo("meanwhile");

                assertThat(stranger.edgesDown.poll(MemoryNode.WAIT_SECONDS, SECONDS))
                        .isEqualTo(CloseReason.PEER_CLOSED);
                assertThat(node.node.snapshot().counters().get(DropReason.ADMISSION_TIMEOUT))
                        .isPositive();
            } finally {
                answer.countDown();
            }
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
