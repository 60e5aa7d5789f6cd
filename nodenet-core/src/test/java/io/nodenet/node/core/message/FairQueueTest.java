package io.nodenet.node.core.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FairQueueTest {
    private final FairQueue<String, String> queue = new FairQueue<>();

    private List<String> pollAll() {
        List<String> polled = new ArrayList<>();
        for (String item = queue.poll(); item != null; item = queue.poll()) {
            polled.add(item);
        }
        return polled;
    }

    @Test
    void ownersAreServedInTurnAndItemsOfOneKeepTheirOrder() {
        for (int i = 1; i <= 3; i++) {
            queue.add("a", "a" + i);
        }
        queue.add("b", "b1");
        queue.add("c", "c1");
        queue.add("c", "c2");

        assertThat(pollAll()).containsExactly("a1", "b1", "c1", "a2", "c2", "a3");
        assertThat(queue.poll()).isNull();
    }

    @Test
    void ownerThatComesAgainWaitsBehindTheOthers() {
        queue.add("a", "a1");
        queue.add("b", "b1");
        queue.add("b", "b2");
        assertThat(queue.poll()).isEqualTo("a1");
        queue.add("a", "a2");

        assertThat(pollAll()).containsExactly("b1", "a2", "b2");
    }
}
