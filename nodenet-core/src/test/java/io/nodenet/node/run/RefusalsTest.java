package io.nodenet.node.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.address.Endpoint;
import io.nodenet.kad.NodeId;
import io.nodenet.transport.NodeLoop;
import io.nodenet.transport.memory.MemoryNetwork;
import io.nodenet.transport.memory.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RefusalsTest {
    private static final int BUDGET = 100_000;
    private static final int MORE_THAN_HALF = 60_000;
    private static final NodeId PEER = id(1);

    private final VirtualTime time = new VirtualTime();
    private final NodeLoop loop = new MemoryNetwork(time, new SplittableRandom(1))
            .transport(PEER, Endpoint.quic("10.0.0.1:1"))
            .loop();
    private final Submissions submissions = new Submissions(BUDGET);
    private final List<NodeId> told = new ArrayList<>();
    private final Refusals refusals = new Refusals(loop, submissions, told::add);

    private static NodeId id(int number) {
        return NodeId.parse(String.format("%064x", number));
    }

    @Test
    void eachPeerIsToldOnceWhenHalfOfTheBudgetIsFree() {
        submissions.tryAcquire(MORE_THAN_HALF);
        refusals.add(PEER);
        refusals.add(PEER);
        refusals.add(id(2));
        time.advance(Duration.ofSeconds(1));
        assertThat(told).isEmpty();

        submissions.release(MORE_THAN_HALF);
        time.advance(Duration.ofMillis(10));
        assertThat(told).containsExactly(PEER, id(2));

        time.advance(Duration.ofSeconds(1));
        assertThat(told).hasSize(2);
        refusals.add(PEER);
        time.advance(Duration.ofMillis(10));
        assertThat(told).containsExactly(PEER, id(2), PEER);
    }

    @Test
    void peersAreBoundedAndTheOldestIsToldEarly() {
        submissions.tryAcquire(MORE_THAN_HALF);
        for (int i = 0; i < Refusals.MAX_PEERS; i++) {
            refusals.add(id(i));
        }
        time.advance(Duration.ofSeconds(1));
        assertThat(told).isEmpty();

        refusals.add(id(Refusals.MAX_PEERS));
        time.advance(Duration.ofMillis(1));

        assertThat(told).containsExactly(id(0));
    }
}
