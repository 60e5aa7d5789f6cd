package io.nodenet.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.nodenet.Vectors;
import io.nodenet.Vectors.Row;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.routed.RoutedMessageView;
import io.nodenet.routed.RoutedSigning;
import io.nodenet.transport.TokenBucket;
import io.nodenet.wire.FrameCodec;
import io.nodenet.wire.FrameHeader;
import io.nodenet.wire.FrameType;
import io.nodenet.wire.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The recorded decision is the deployed one: nearest 8 edges first, filter afterwards. Ours must be the same hops in the same order, or
 * differ only by what W-10, W-11 and 02 §4 (c) allow: each further hop is justified one by one.
 */
@Tag("vectors")
class DecideVectorsTest {
    private static final Identity ORIGIN = Identity.fromSeed(new byte[32]);

    private final Vectors vectors = Vectors.load("decide.json");
    private final RoutedMessageView view = new RoutedMessageView();
    private final ForwardingDecision decision = new ForwardingDecision();

    @Test
    void everyArrayIsExercised() {
        assertThat(vectors.names()).containsExactlyInAnyOrder("window", "cases");
        assertThat(ForwardingDecision.WINDOW).isEqualTo(vectors.root().integer("window"));
    }

    @Test
    void nextHopsAreTheRecordedOnesOrBetter() {
        Set<String> relaxed = new HashSet<>();
        vectors.each("cases", row -> {
            Case recorded = new Case(row);

            ForwardingDecision.Kind kind =
                    decision.decide(recorded.table, recorded.message(view), recorded.from(), false);
            List<NodeId> hops = hops();

            if (recorded.kind.equals("deliver")) {
                assertThat(kind).isEqualTo(ForwardingDecision.Kind.DELIVER);
                return;
            }
            List<NodeId> recordedTried = new ArrayList<>(recorded.hops);
            recordedTried.remove(
                    recorded.fromId); // W-11: the arriving edge is no hop here, deployed senders skip it later
            assertThat(hops)
                    .containsSubsequence(recordedTried.stream()
                            .filter(hop -> hops.contains(hop) || hops.size() < ForwardingDecision.WINDOW)
                            .toList());
            for (NodeId hop : hops) {
                if (!recordedTried.contains(hop)) {
                    relaxed.add(recorded.justify(hop));
                }
            }
            if (hops.isEmpty()) {
                boolean outOfHops = recorded.ttl == 0;
                assertThat(kind)
                        .isEqualTo(
                                outOfHops ? ForwardingDecision.Kind.HOPS_EXHAUSTED : ForwardingDecision.Kind.DEAD_END);
                assertThat(recordedTried)
                        .as("nobody but the arriving edge was left (W-11)")
                        .isEmpty();
            } else {
                assertThat(kind).isEqualTo(ForwardingDecision.Kind.FORWARD);
                assertThat(hops).isSortedAccordingTo(nearest(recorded.target));
                assertThat(decision.outTtl())
                        .isEqualTo(recorded.outTtl < 0 ? Math.min(recorded.ttl, 16) - 1 : recorded.outTtl);
            }
        });
        assertThat(relaxed).isSubsetOf("W-10", "§4 (c)");
        if (Vectors.areThoseOfTheTree()) {
            assertThat(relaxed).as("each relaxation is exercised by some case").hasSize(2);
        }
    }

    private List<NodeId> hops() {
        List<NodeId> hops = new ArrayList<>();
        for (int i = 0; i < decision.hopCount(); i++) {
            hops.add(decision.hop(i).id());
        }
        return hops;
    }

    private static Comparator<NodeId> nearest(NodeId target) {
        return target::compareDistance;
    }

    /** One recorded case, as a table and a message. */
    private static final class Case {
        final NodeId self;
        final NodeId target;
        final int ttl;
        final List<NodeId> avoid;
        final List<NodeId> edges;
        final String kind;
        final int outTtl;
        final List<NodeId> hops;
        final NodeId fromId;
        final EdgeTable table;

        Case(Row row) {
            self = NodeId.parse(row.string("self"));
            target = NodeId.parse(row.string("target"));
            ttl = row.integer("ttl");
            avoid = ids(row.strings("avoid"));
            edges = ids(row.strings("edges"));
            kind = row.string("kind");
            outTtl = row.has("out_ttl") ? row.integer("out_ttl") : -1;
            hops = row.has("next_hops") ? ids(row.strings("next_hops")) : List.of();
            fromId = row.has("from") ? NodeId.parse(row.string("from")) : self;
            if (row.has("send_order")) {
                List<NodeId> tried = new ArrayList<>(hops);
                tried.remove(fromId);
                assertThat(ids(row.strings("send_order"))).isEqualTo(tried);
            }
            table = new EdgeTable(self, edges.size());
            for (NodeId id : edges) {
                EdgeBudget budget = new EdgeBudget(
                        new TokenBucket(1, 1),
                        new TokenBucket(1, 1),
                        new TokenBucket(1, 1),
                        new TokenBucket(1, 1),
                        new TokenBucket(1, 1),
                        new TokenBucket(1, 1));
                assertThat(table.add(new Edge(id, false, budget, 0))).isEqualTo(EdgeTable.AddResult.ADDED);
            }
        }

        Edge from() {
            return table.get(fromId);
        }

        RoutedMessageView message(RoutedMessageView into) {
            ByteBuf buffer = Unpooled.buffer();
            buffer.ensureWritable(1024);
            RoutedSigning.sign(ORIGIN, FrameType.ROUTE, target, 0, new byte[0]).writeFrame(buffer, ttl, avoid);
            byte[] frame = ByteBufUtil.getBytes(buffer);
            FrameHeader header = new FrameHeader();
            assertThat(FrameCodec.parse(frame, 0, frame.length, header)).isEqualTo(Outcome.OK);
            assertThat(into.parse(frame, header.payloadOffset(), header.payloadLength()))
                    .isEqualTo(Outcome.OK);
            return into;
        }

        /** Returns which weakness of the recorded decision allows a hop that it does not have; fails if none does. */
        String justify(NodeId hop) {
            assertThat(target.isCloser(hop, self)).as("strict progress [C]").isTrue();
            assertThat(hop).as("W-11: never back").isNotEqualTo(fromId);
            if (hop.equals(target)) {
                assertThat(avoid)
                        .as("W-10: the target is exempt from the avoid-set")
                        .contains(hop);
                return "W-10";
            }
            assertThat(avoid).as("the avoid-set is honoured").doesNotContain(hop);
            long nearer = edges.stream().filter(id -> target.isCloser(id, hop)).count();
            assertThat(nearer)
                    .as("02 §4 (c): edges that do not qualify take no place in the window")
                    .isGreaterThanOrEqualTo(ForwardingDecision.WINDOW);
            return "§4 (c)";
        }

        private static List<NodeId> ids(List<String> texts) {
            return texts.stream().map(NodeId::parse).toList();
        }
    }
}
