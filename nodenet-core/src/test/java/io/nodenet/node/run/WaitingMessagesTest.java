package io.nodenet.node.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.address.Endpoint;
import io.nodenet.fact.DropReason;
import io.nodenet.fact.NodeCounter;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.port.Counts;
import io.nodenet.transport.memory.MemoryNetwork;
import io.nodenet.transport.memory.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WaitingMessagesTest {
    private static final int BYTES = 1_000;
    private static final int COST = BYTES + 256;
    private static final int BUDGET = 160 * COST;

    private final VirtualTime time = new VirtualTime();
    private final Submissions submissions = new Submissions(BUDGET);
    private final Counts counts = new Counts();
    private final WaitingMessages waiting = new WaitingMessages(
            new MemoryNetwork(time, new SplittableRandom(1))
                    .transport(NodeId.parse("1".repeat(64)), Endpoint.quic("10.0.0.1:1"))
                    .loop(),
            submissions,
            counts);
    private final List<String> told = new ArrayList<>();
    private boolean full;

    /** Submits a message if the budget allows; returns whether it does. */
    private boolean send(int number) {
        boolean allowed = submissions.tryAcquire(BYTES);
        if (allowed) {
            waiting.send(BYTES, new WaitingMessages.Message() {
                @Override
                public boolean leave() {
                    boolean leaves = !full;
                    if (leaves) {
                        told.add("sent " + number);
                    }
                    return leaves;
                }

                @Override
                public void giveUp() {
                    told.add("given up " + number);
                }
            });
        }
        return allowed;
    }

    private long used() {
        return submissions.usage().used();
    }

    @Test
    void messagesLeaveAtOnceWhileThereIsRoom() {
        send(1);
        send(2);

        assertThat(told).containsExactly("sent 1", "sent 2");
        assertThat(used()).isZero();
        assertThat(counts.events().get(NodeCounter.MESSAGES_DELAYED)).isZero();
    }

    @Test
    void messagesLeaveInTheirOrderOnceThereIsRoom() {
        full = true;
        send(1);
        time.advance(Duration.ofMillis(400));
        send(2);
        assertThat(told).isEmpty();
        assertThat(used()).as("what waits keeps its budget").isEqualTo(2 * COST);

        full = false;
        send(3);
        assertThat(told).as("nobody overtakes").isEmpty();
        waiting.sendAll();
        send(4);

        assertThat(told).containsExactly("sent 1", "sent 2", "sent 3", "sent 4");
        assertThat(used()).isZero();
        assertThat(counts.events().get(NodeCounter.MESSAGES_DELAYED)).isEqualTo(3);
        assertThat(counts.drops().get(DropReason.SEND_BUFFER_FULL)).isZero();
    }

    @Test
    void messageIsGivenUpAfterASecondAndItsSubmitterIsTold() {
        full = true;
        send(1);
        time.advance(Duration.ofMillis(600));
        send(2);
        time.advance(Duration.ofMillis(399));
        assertThat(told).isEmpty();

        time.advance(Duration.ofMillis(1));
        assertThat(told).containsExactly("given up 1");
        time.advance(Duration.ofMillis(600));
        assertThat(told).containsExactly("given up 1", "given up 2");
        assertThat(used()).isZero();
        assertThat(counts.drops().get(DropReason.SEND_BUFFER_FULL)).isEqualTo(2);

        full = false;
        send(3);
        assertThat(told).contains("sent 3");
    }

    @Test
    void whatWaitsIsBoundedByTheBudget() {
        full = true;
        for (int i = 0; i < 160; i++) {
            assertThat(send(i)).isTrue();
        }

        assertThat(send(160)).isFalse();
        time.advance(Duration.ofSeconds(1));
        assertThat(told).hasSize(160);
        assertThat(send(161)).isTrue();
    }

    @Test
    void whatWaitsAtTheEndIsCounted() {
        full = true;
        send(1);

        waiting.abandon();

        assertThat(used()).isZero();
        assertThat(counts.drops().get(DropReason.SEND_BUFFER_FULL)).isOne();
        time.advance(Duration.ofSeconds(2));
        assertThat(told).isEmpty();
    }
}
