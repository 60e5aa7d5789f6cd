package io.nodenet.node.core.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.address.Endpoint;
import io.nodenet.fact.PathKind;
import io.nodenet.fact.UpkeepState;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.SinkConnection;
import io.nodenet.node.core.edge.EdgeLimiter;
import io.nodenet.node.core.port.Counts;
import io.nodenet.routed.Contact;
import io.nodenet.routing.ContactSource;
import io.nodenet.routing.Edge;
import io.nodenet.routing.EdgeTable;
import io.nodenet.routing.KnowledgeTable;
import io.nodenet.routing.KnownContact;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FillPolicyTest {
    private static final int TARGET = 24;
    private static final int SIBLINGS = 16;

    private final EdgeTable edges = new EdgeTable(NodeId.ZERO, 256);
    private final KnowledgeTable knowledge = new KnowledgeTable(NodeId.ZERO, 0, false, endpoint -> true);
    private final FillPolicy policy = new FillPolicy(edges, knowledge, TARGET, new SplittableRandom(5));
    private long now;

    /** Returns an ID that shares {@code bucket} bits with the node; the greater the number, the farther. */
    private static NodeId id(int bucket, int number) {
        byte[] id = new byte[NodeId.LENGTH];
        id[bucket / 8] = (byte) (0x80 >> bucket % 8);
        id[30] = (byte) (number >> 8);
        id[31] = (byte) number;
        return NodeId.of(id);
    }

    private void know(NodeId id, boolean dialable) {
        List<Endpoint> endpoints = dialable ? List.of(Endpoint.quic("198.51.100.1:4242")) : List.of();
        knowledge.observe(new Contact(id, null, 0, endpoints), ContactSource.OWNER, 0);
    }

    private void connect(NodeId id, boolean outbound) {
        Edge edge = new Edge(id, outbound, new EdgeLimiter(true, new Counts()).take(id), ++now);
        edge.attach(new SinkConnection(id, Endpoint.UNKNOWN, outbound), PathKind.DIRECT, now);
        assertThat(edges.add(edge)).isEqualTo(EdgeTable.AddResult.ADDED);
    }

    private FillPolicy.Plan plan() {
        return policy.plan(id -> true, id -> false, 0);
    }

    @Test
    void wantsTheSixteenNearestAndTwoInEachPopulatedBucket() {
        for (int bucket = 0; bucket < 6; bucket++) {
            for (int i = 0; i < 10; i++) {
                know(id(bucket, i), true);
            }
        }

        List<NodeId> missing = plan().missing().stream().map(KnownContact::id).toList();

        for (int i = 0; i < 10; i++) {
            assertThat(missing).contains(id(5, i));
        }
        for (int i = 0; i < SIBLINGS - 10; i++) {
            assertThat(missing).contains(id(4, i));
        }
        for (int bucket = 0; bucket < 4; bucket++) {
            int index = bucket;
            assertThat(missing)
                    .filteredOn(id -> NodeId.ZERO.bucketIndex(id) == index)
                    .hasSize(2);
        }
        assertThat(missing)
                .as("of bucket 4, one that is no sibling may be among them")
                .hasSizeBetween(24, 25);
    }

    @Test
    void edgesInEitherDirectionCountAndThenNothingIsMissing() {
        for (int i = 0; i < 20; i++) {
            know(id(3, i), true);
            know(id(0, i), true);
        }
        for (int i = 0; i < SIBLINGS; i++) {
            connect(id(3, i), i % 2 == 0);
        }
        connect(id(0, 700), false);
        connect(id(0, 701), true);

        FillPolicy.Plan plan = plan();

        assertThat(plan.missing()).isEmpty();
        assertThat(plan.state()).isEqualTo(new UpkeepState(SIBLINGS, SIBLINGS, 2, 2, 40));
        assertThat(plan.state().isComplete()).isTrue();
    }

    @Test
    void B17_contactsOfOneSaturatedSubnetAreUsedAnyway() {
        for (int i = 0; i < 4; i++) {
            connect(id(2, 100 + i), true);
            know(id(1, i), true);
        }

        assertThat(plan().missing()).isNotEmpty();
    }

    @Test
    void B18_contactWithoutAnAddressIsNeverChosen() {
        know(id(7, 1), false);
        know(id(2, 1), true);

        assertThat(plan().missing()).extracting(KnownContact::id).containsExactly(id(2, 1));
        assertThat(plan().state().siblingsWanted()).isEqualTo(1);
    }

    @Test
    void contactThatIsNotReachableNowCountsForNothing() {
        know(id(2, 1), true);

        FillPolicy.Plan plan = policy.plan(id -> false, id -> false, 0);

        assertThat(plan.missing()).isEmpty();
        assertThat(plan.state().bucketsPopulated()).isZero();
    }

    @Test
    void beyondTheTargetTheOldestOfTheFullestBucketIsSurplusButNoSiblingAndNoneThatIsKept() {
        for (int i = 0; i < SIBLINGS; i++) {
            connect(id(9, i), true);
        }
        for (int i = 0; i < 10; i++) {
            connect(id(0, i), true);
        }
        connect(id(1, 0), true);

        assertThat(plan().surplus()).extracting(Edge::id).containsExactly(id(0, 2), id(0, 3), id(0, 4));
        assertThat(policy.plan(id -> true, id(0, 2)::equals, 0).surplus())
                .extracting(Edge::id)
                .containsExactly(id(0, 3), id(0, 4), id(0, 5));
    }

    @Test
    void whatIsMissingMakesRoomForItself() {
        for (int i = 0; i < SIBLINGS; i++) {
            connect(id(9, i), true);
        }
        for (int i = 0; i < TARGET - SIBLINGS; i++) {
            connect(id(0, i), true);
        }
        assertThat(plan().surplus()).isEmpty();

        know(id(12, 1), true);

        assertThat(plan().surplus()).hasSize(1);
    }
}
