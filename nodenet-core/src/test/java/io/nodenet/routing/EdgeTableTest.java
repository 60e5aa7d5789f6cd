package io.nodenet.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nodenet.fact.ConnectivityPhase;
import io.nodenet.kad.NodeId;
import io.nodenet.testing.Allocation;
import io.nodenet.transport.TokenBucket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
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
            add(random.nextBoolean());
        }
    }

    private void add(boolean outbound) {
        TokenBucket bucket = new TokenBucket(1, 1);
        table.add(new Edge(id(), outbound, new EdgeBudget(bucket, bucket, bucket, bucket, bucket, bucket), 0));
    }

    /** Adds or removes outbound edges until there are so many; returns the phase. */
    private ConnectivityPhase phaseWith(int outbound) {
        while (table.outboundCount() < outbound) {
            add(true);
        }
        while (table.outboundCount() > outbound) {
            table.remove(table.at(random.nextInt(table.size())).id());
        }
        return table.phase();
    }

    @Test
    void B14_phaseFollowsTheOutboundEdgesAndKeepsNormalDownToSixty() {
        assertThat(Stream.of(0, 3, 8, 63, 64, 60, 59).map(this::phaseWith))
                .containsExactly(
                        ConnectivityPhase.BOOTSTRAP,
                        ConnectivityPhase.CRITICAL,
                        ConnectivityPhase.URGENT,
                        ConnectivityPhase.NEEDS_FILL,
                        ConnectivityPhase.NORMAL,
                        ConnectivityPhase.NORMAL,
                        ConnectivityPhase.NEEDS_FILL);
    }

    @Test
    void B14_inboundEdgesDoNotCount() {
        for (int i = 0; i < 100; i++) {
            add(false);
        }

        assertThat(table.phase()).isEqualTo(ConnectivityPhase.BOOTSTRAP);
    }

    @Test
    void B15_theSixteenNearestAreSiblingsWhoeverComesAndGoes() {
        fill(20);
        for (int round = 0; round < 200; round++) {
            if (table.size() < 10 || random.nextInt(40) > table.size()) {
                add(random.nextBoolean());
            } else {
                table.remove(table.at(random.nextInt(table.size())).id());
            }
            List<Edge> nearest = table.edges().stream()
                    .sorted((one, other) -> table.self().compareDistance(one.id(), other.id()))
                    .limit(16)
                    .toList();

            assertThat(table.siblings()).isEqualTo(nearest);
            assertThat(table.edges()).allMatch(edge -> table.isSibling(edge) == nearest.contains(edge));
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

    private Edge edge(NodeId id, boolean outbound) {
        TokenBucket bucket = new TokenBucket(1, 1);
        return new Edge(id, outbound, new EdgeBudget(bucket, bucket, bucket, bucket, bucket, bucket), 0);
    }

    @Test
    void edgesLieInTheOrderOfTheirDistanceWhicheverComeAndGo() {
        List<Edge> there = new ArrayList<>();
        for (int step = 0; step < 2_000; step++) {
            if (there.isEmpty() || random.nextInt(50) >= there.size() * random.nextInt(2)) {
                Edge edge = edge(id(), random.nextBoolean());
                assertThat(table.add(edge)).isEqualTo(EdgeTable.AddResult.ADDED);
                there.add(edge);
            } else {
                Edge gone = there.remove(random.nextInt(there.size()));
                assertThat(table.remove(gone.id())).isSameAs(gone);
                assertThat(table.get(gone.id())).isNull();
                assertThat(table.remove(gone.id())).isNull();
            }
            if (step % 20 == 0) {
                there.sort((one, other) -> table.self().compareDistance(one.id(), other.id()));
                assertThat(table.edges()).isEqualTo(there);
                NodeId target = id();
                assertThat(table.closest(target, 5, edge -> true))
                        .isEqualTo(there.stream()
                                .sorted((one, other) -> target.compareDistance(one.id(), other.id()))
                                .limit(5)
                                .toList());
                for (int rank = 0; rank < there.size(); rank++) {
                    for (int word = 0; word < 4; word++) {
                        assertThat(table.words(word)[rank])
                                .isEqualTo(there.get(rank).id().word(word));
                    }
                }
            }
        }
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> table.at(there.size()));
    }

    @Test
    void inboundEdgesBeyondTheLimitAreRefusedAndDialedOnesAreNot() {
        EdgeTable small = new EdgeTable(id(), 2);
        Edge first = edge(id(), false);
        for (int i = 0; i < 3; i++) {
            assertThat(small.add(edge(id(), true))).isEqualTo(EdgeTable.AddResult.ADDED);
        }
        assertThat(small.add(first)).isEqualTo(EdgeTable.AddResult.ADDED);
        assertThat(small.add(edge(id(), false))).isEqualTo(EdgeTable.AddResult.ADDED);

        assertThat(small.add(edge(id(), false))).isEqualTo(EdgeTable.AddResult.INBOUND_FULL);
        assertThat(small.add(edge(id(), true))).isEqualTo(EdgeTable.AddResult.ADDED);
        assertThat(small.add(edge(first.id(), true))).isEqualTo(EdgeTable.AddResult.EXISTS);
        assertThat(small.add(edge(small.self(), true))).isEqualTo(EdgeTable.AddResult.SELF);
        assertThat(small.size()).isEqualTo(6);

        small.remove(first.id());
        assertThat(small.add(edge(id(), false))).isEqualTo(EdgeTable.AddResult.ADDED);
    }

    @Test
    void theSixteenNearestEdgesAreSiblings() {
        fill(16);
        assertThat(table.edges()).allMatch(table::isSibling);
        fill(30);

        assertThat(table.siblings()).isEqualTo(table.edges().subList(0, 16));
        for (Edge edge : table.edges()) {
            assertThat(table.isSibling(edge)).isEqualTo(table.siblings().contains(edge));
        }
    }

    @Test
    void phaseFollowsTheEdgesThatThisNodeDialed() {
        for (int i = 0; i < 10; i++) {
            table.add(edge(id(), false));
        }
        assertThat(table.phase()).isEqualTo(ConnectivityPhase.BOOTSTRAP.next(0));
        List<Edge> dialed = new ArrayList<>();
        ConnectivityPhase expected = table.phase();
        for (int i = 0; i < 24; i++) {
            dialed.add(edge(id(), true));
            table.add(dialed.get(i));
            expected = expected.next(i + 1);
            assertThat(table.phase()).isEqualTo(expected);
        }
        assertThat(expected).isNotEqualTo(ConnectivityPhase.BOOTSTRAP);
        for (int i = 23; i >= 0; i--) {
            table.remove(dialed.get(i).id());
            expected = expected.next(i);
            assertThat(table.phase()).isEqualTo(expected);
        }
    }

    @Test
    void routesLeadOverLeavesOnlyIfThereAreNotEnoughOthers() {
        fill(20);
        NodeId target = id();
        List<Edge> nearest = table.closest(target, 20, edge -> true);
        nearest.forEach(edge -> edge.setUndialable(true));
        List<Edge> dialable = nearest.subList(10, 13);
        dialable.forEach(edge -> edge.setUndialable(false));
        Predicate<Edge> inbound = edge -> !edge.isOutbound() || dialable.contains(edge);
        List<Edge> outbound = nearest.stream().filter(Edge::isOutbound).toList();

        assertThat(table.closestRoutes(target, 3, edge -> dialable.contains(edge)))
                .isEqualTo(dialable);
        assertThat(table.closestRoutes(target, 2, edge -> nearest.indexOf(edge) < 10 && !edge.isOutbound()))
                .as("leaves, for want of others")
                .isEqualTo(table.closest(target, 2, edge -> !edge.isOutbound()));
        assertThat(table.closestRoutes(target, 4, inbound))
                .as("three are not enough")
                .isEqualTo(table.closest(target, 4, inbound));
        assertThat(table.closestRoutes(target, outbound.size(), edge -> true))
                .as("who was dialed is no leaf")
                .doesNotContainAnyElementsOf(
                        nearest.stream().filter(edge -> edge.isLeaf()).toList());
    }

    @Test
    void leafThatIsTheTargetIsARouteToItself() {
        fill(20);
        Edge leaf = table.edges().stream()
                .filter(edge -> !edge.isOutbound())
                .findFirst()
                .orElseThrow();
        leaf.setUndialable(true);

        assertThat(table.closestRoutes(leaf.id(), 1, edge -> true)).containsExactly(leaf);
        assertThat(table.closestRoutes(id(), 19, edge -> true)).doesNotContain(leaf);
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
