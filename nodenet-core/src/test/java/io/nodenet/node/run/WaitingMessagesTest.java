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
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WaitingMessagesTest {
    private static final int BYTES = 1_000;
    private static final int COST = BYTES + 256;
    private static final int BUDGET = 160 * COST;
    private static final NodeId SLOW = id("5");
    private static final NodeId OTHER = id("0");

    private final VirtualTime time = new VirtualTime();
    private final Submissions submissions = new Submissions(BUDGET);
    private final Counts counts = new Counts();
    private final WaitingMessages waiting = new WaitingMessages(
            new MemoryNetwork(time, new SplittableRandom(1))
                    .transport(id("1"), Endpoint.quic("10.0.0.1:1"))
                    .loop(),
            submissions,
            counts);
    private final Set<Object> full = new HashSet<>();
    private final List<String> told = new ArrayList<>();

    private static NodeId id(String digit) {
        return NodeId.parse(digit.repeat(64));
    }

    /** Submits a message if the budget allows; answers whether it does. */
    private boolean send(Object destination, int number) {
        boolean allowed = submissions.tryAcquire(BYTES);
        if (allowed) {
            waiting.send(destination, BYTES, new WaitingMessages.Message() {
                @Override
                public boolean leave() {
                    boolean leaves = !full.contains(destination);
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
        send(WaitingMessages.ROUTED, 1);
        send(SLOW, 2);

        assertThat(told).containsExactly("sent 1", "sent 2");
        assertThat(used()).isZero();
        assertThat(counts.events().get(NodeCounter.MESSAGES_DELAYED)).isZero();
    }

    @Test
    void messagesLeaveInTheirOrderOnceThereIsRoom() {
        full.add(SLOW);
        send(SLOW, 1);
        time.advance(Duration.ofMillis(400));
        send(SLOW, 2);
        assertThat(told).isEmpty();
        assertThat(used()).as("what waits keeps its budget").isEqualTo(2 * COST);

        full.clear();
        send(SLOW, 3);
        assertThat(told).as("nobody overtakes").isEmpty();
        waiting.sendAll();
        send(SLOW, 4);

        assertThat(told).containsExactly("sent 1", "sent 2", "sent 3", "sent 4");
        assertThat(used()).isZero();
        assertThat(counts.events().get(NodeCounter.MESSAGES_DELAYED)).isEqualTo(3);
        assertThat(counts.drops().get(DropReason.SEND_BUFFER_FULL)).isZero();
    }

    @Test
    void messageIsGivenUpAfterASecondAndItsSubmitterIsTold() {
        full.add(WaitingMessages.ROUTED);
        send(WaitingMessages.ROUTED, 1);
        time.advance(Duration.ofMillis(600));
        send(WaitingMessages.ROUTED, 2);
        time.advance(Duration.ofMillis(399));
        assertThat(told).isEmpty();

        time.advance(Duration.ofMillis(1));
        assertThat(told).containsExactly("given up 1");
        time.advance(Duration.ofMillis(600));
        assertThat(told).containsExactly("given up 1", "given up 2");
        assertThat(used()).isZero();
        assertThat(counts.drops().get(DropReason.SEND_BUFFER_FULL)).isEqualTo(2);

        full.clear();
        send(WaitingMessages.ROUTED, 3);
        assertThat(told).contains("sent 3");
    }

    @Test
    void neighbourThatIsSlowMakesNobodyElseWait() {
        full.add(SLOW);
        send(SLOW, 1);

        send(OTHER, 2);
        send(WaitingMessages.ROUTED, 3);

        assertThat(told).containsExactly("sent 2", "sent 3");
    }

    @Test
    void oneNeighbourHasAnEighthOfTheBudgetAndAllHaveAHalf() {
        for (int neighbour = 0; neighbour < 8; neighbour++) {
            NodeId peer = id(Integer.toString(neighbour));
            full.add(peer);
            for (int i = 0; i < 21; i++) {
                assertThat(send(peer, i)).isTrue();
            }
            if (neighbour < 4) {
                assertThat(told).hasSize(neighbour + 1).containsOnly("given up 20");
            }
        }

        assertThat(used()).isEqualTo(BUDGET / 2);
        assertThat(counts.drops().get(DropReason.SEND_BUFFER_FULL)).isEqualTo(8 * 21 - 80);
        send(WaitingMessages.ROUTED, 99);
        assertThat(told).contains("sent 99");
    }

    @Test
    void routedMessagesThatWaitAreBoundedByTheBudget() {
        full.add(WaitingMessages.ROUTED);
        for (int i = 0; i < 160; i++) {
            assertThat(send(WaitingMessages.ROUTED, i)).isTrue();
        }

        assertThat(send(WaitingMessages.ROUTED, 160)).isFalse();
        time.advance(Duration.ofSeconds(1));
        assertThat(told).hasSize(160);
        assertThat(send(WaitingMessages.ROUTED, 161)).isTrue();
    }

    @Test
    void whatWaitsAtTheEndIsCounted() {
        full.add(WaitingMessages.ROUTED);
        send(WaitingMessages.ROUTED, 1);

        waiting.abandon();

        assertThat(used()).isZero();
        assertThat(counts.drops().get(DropReason.SEND_BUFFER_FULL)).isOne();
        time.advance(Duration.ofSeconds(2));
        assertThat(told).isEmpty();
    }
}
