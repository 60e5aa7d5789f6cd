package io.nodenet.node.core.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.kad.NodeId;
import io.nodenet.node.core.edge.EdgeLimiter;
import io.nodenet.node.core.port.Counts;
import io.nodenet.routing.Edge;
import io.nodenet.routing.EdgeTable;
import io.nodenet.wire.FrameType;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FirstHopsTest {
    private static final int PATHS = 3;

    private final EdgeLimiter limiter = new EdgeLimiter(true, new Counts());
    private final EdgeTable table = new EdgeTable(id(0x80), 256);
    private final FirstHops hops = new FirstHops(table);
    private final FirstHops.Key message = key(1);

    private static NodeId id(int first) {
        byte[] id = new byte[NodeId.LENGTH];
        id[0] = (byte) first;
        return NodeId.of(id);
    }

    /** A message to the ID zero, to which a neighbour is the nearer the smaller its number. */
    private static FirstHops.Key key(int content) {
        return new FirstHops.Key(NodeId.ZERO, FrameType.ROUTE, content);
    }

    @BeforeEach
    void addNeighbours() {
        for (int i = 1; i <= 8; i++) {
            addNeighbour(id(i));
        }
    }

    private void addNeighbour(NodeId peer) {
        table.add(new Edge(peer, true, limiter.take(peer), 0));
    }

    /** Returns the numbers of the neighbours over which a message leaves. */
    private List<Integer> send(FirstHops.Key key, long nowNanos) {
        List<Integer> numbers = new ArrayList<>();
        for (Edge hop : hops.choose(key, PATHS, edge -> true, nowNanos)) {
            hops.left(key, hop, nowNanos);
            numbers.add((int) (hop.id().word(0) >>> 56));
        }
        return numbers;
    }

    @Test
    void messageThatIsSentAgainLeavesOverNeighboursThatItHasNotLeftOver() {
        assertThat(send(message, 0)).containsExactly(1, 2, 3);
        assertThat(send(message, 1)).containsExactly(4, 5, 6);
        assertThat(send(message, 2)).as("those that are left, and the nearest").containsExactly(7, 8, 1);
        assertThat(send(message, 3)).as("it starts over").containsExactly(2, 3, 4);
    }

    @Test
    void anotherMessageLeavesOverTheNearest() {
        send(message, 0);

        assertThat(send(key(2), 1)).containsExactly(1, 2, 3);
        assertThat(send(new FirstHops.Key(NodeId.ZERO, FrameType.HELLO, 1), 1)).containsExactly(1, 2, 3);
        assertThat(send(new FirstHops.Key(id(1), FrameType.ROUTE, 1), 1)).contains(1);
    }

    @Test
    void theEdgeToTheTargetIsUsedEachTime() {
        addNeighbour(NodeId.ZERO);

        assertThat(send(message, 0)).containsExactly(0, 1, 2);
        assertThat(send(message, 1)).containsExactly(0, 3, 4);
    }

    @Test
    void messageIsForgottenTwoMinutesAfterItWasSentLast() {
        send(message, 0);
        send(message, FirstHops.MEMORY_NANOS);

        assertThat(send(message, 2 * FirstHops.MEMORY_NANOS)).contains(7, 8);
        assertThat(send(message, 3 * FirstHops.MEMORY_NANOS + 1)).containsExactly(1, 2, 3);
    }

    @Test
    void neighbourThatHasNoRoomIsPassedOver() {
        List<Edge> chosen = hops.choose(message, PATHS, edge -> !edge.id().equals(id(2)), 0);

        assertThat(chosen).extracting(Edge::id).containsExactly(id(1), id(3), id(4));
    }

    @Test
    void asManyMessagesAreRememberedAsThereIsRoomForAndTheOldestGoes() {
        for (int i = 0; i < FirstHops.MAX_MESSAGES; i++) {
            send(key(i), i);
        }
        send(key(0), FirstHops.MAX_MESSAGES);
        send(key(-1), FirstHops.MAX_MESSAGES);

        assertThat(hops.size()).isEqualTo(FirstHops.MAX_MESSAGES);
        assertThat(send(key(0), FirstHops.MAX_MESSAGES))
                .as("sent again, so that it is not the oldest")
                .contains(7, 8);
        assertThat(send(key(1), FirstHops.MAX_MESSAGES)).as("forgotten").containsExactly(1, 2, 3);
    }

    @Test
    void answersThatPeersAskForPushNoMessageOfTheNodeItselfOut() {
        send(message, 0);
        for (int i = 0; i <= FirstHops.MAX_MESSAGES; i++) {
            send(new FirstHops.Key(NodeId.ZERO, i % 2 == 0 ? FrameType.REPLY : FrameType.CONNECT_ACK, i), 1);
        }

        assertThat(send(message, 2)).containsExactly(4, 5, 6);
        assertThat(hops.size()).isEqualTo(FirstHops.MAX_MESSAGES + 1);
    }

    @Test
    void asManyHopsOfAMessageAreRememberedAsThereIsRoomFor() {
        for (int i = 9; i <= 30; i++) {
            addNeighbour(id(i));
        }
        for (int round = 0; round < FirstHops.MAX_HOPS / PATHS; round++) {
            assertThat(send(message, round)).containsExactly(3 * round + 1, 3 * round + 2, 3 * round + 3);
        }

        assertThat(send(message, 100)).containsExactly(1, 2, 3);
    }
}
