package io.nodenet.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.kad.NodeId;
import io.nodenet.testing.Allocation;
import io.nodenet.transport.TokenBucket;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the edge table finds nearest to a target, against sorting all edges. */
class EdgeTableTest {
    private final SplittableRandom random = new SplittableRandom(3);
    private final EdgeTable table = new EdgeTable(id(), Integer.MAX_VALUE);

    private NodeId id() {
        byte[] id = new byte[NodeId.LENGTH];
        random.nextBytes(id);
        return NodeId.of(id);
    }

    private void fill(int edges) {
        while (table.size() < edges) {
            TokenBucket bucket = new TokenBucket(1, 1);
            EdgeBudget budget = new EdgeBudget(bucket, bucket, bucket, bucket, bucket);
            table.add(new Edge(id(), random.nextBoolean(), budget, 0));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 64, 320})
    void closestFindsWhatSortingFinds(int edges) {
        fill(edges);
        for (int round = 0; round < 50; round++) {
            NodeId target = edges == 0 || round % 2 == 0
                    ? id()
                    : table.at(random.nextInt(edges)).id();
            int room = round == 0 ? 0 : random.nextInt(2 * edges + 2);
            for (Predicate<Edge> filter : List.<Predicate<Edge>>of(edge -> true, Edge::isOutbound, edge -> false)) {
                List<Edge> expected = table.edges().stream()
                        .filter(filter)
                        .sorted((one, other) -> target.compareDistance(one.id(), other.id()))
                        .limit(room)
                        .toList();
                Edge[] into = new Edge[room];

                int found = table.closest(target, filter, into);

                assertThat(Arrays.asList(into).subList(0, found)).isEqualTo(expected);
                assertThat(Arrays.asList(into).subList(found, room)).allMatch(Objects::isNull);
                assertThat(table.closest(target, room, filter)).isEqualTo(expected);
            }
        }
        assertThat(table.closest(id(), -1, edge -> true)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 320})
    void closestAllocatesNothing(int edges) {
        fill(edges);
        Edge[] into = new Edge[16];
        NodeId target = id();

        assertThat(Allocation.bytesOf(() -> table.closest(target, Edge::isOutbound, into)))
                .isZero();
    }
}
