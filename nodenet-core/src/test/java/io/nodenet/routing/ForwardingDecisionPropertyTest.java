package io.nodenet.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.routed.RoutedMessageView;
import io.nodenet.routed.RoutedSigning;
import io.nodenet.routing.ForwardingDecision.Kind;
import io.nodenet.transport.TokenBucket;
import io.nodenet.wire.FrameCodec;
import io.nodenet.wire.FrameHeader;
import io.nodenet.wire.FrameType;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The forwarding decision against sorting all edges, over random tables whose IDs differ early, late, or in few bits. */
class ForwardingDecisionPropertyTest {
    private static final int TABLES = 60;
    private static final int DECISIONS = 40;
    private static final Identity ORIGINATOR = Identity.fromSeed(new byte[32]);

    @ParameterizedTest(name = "IDs that differ in {0} bits")
    @ValueSource(ints = {256, 64, 20, 9, 8, 5})
    void theWindowHoldsTheNearestEdgesThatQualify(int differingBits) {
        SplittableRandom random = new SplittableRandom(differingBits);
        ForwardingDecision decision = new ForwardingDecision();
        int forwarded = 0;
        for (int t = 0; t < TABLES; t++) {
            int firstBit = random.nextInt(NodeId.BITS - differingBits + 1);
            byte[] base = new byte[NodeId.LENGTH];
            random.nextBytes(base);
            EdgeTable table = table(random, base, firstBit, differingBits, 1 + random.nextInt(200));
            for (int d = 0; d < DECISIONS; d++) {
                NodeId target = random.nextInt(4) == 0
                        ? table.at(random.nextInt(table.size())).id()
                        : id(random, base, firstBit, differingBits);
                Edge from = random.nextBoolean() ? table.at(random.nextInt(table.size())) : null;
                List<NodeId> avoid = new ArrayList<>();
                for (int a = random.nextInt(4); a > 0; a--) {
                    avoid.add(table.at(random.nextInt(table.size())).id());
                }
                if (target.equals(table.self())) {
                    continue;
                }
                List<Edge> qualified = table.edges().stream()
                        .filter(edge -> edge != from && target.isCloser(edge.id(), table.self()))
                        .filter(edge -> !avoid.contains(edge.id()) || edge.id().equals(target))
                        .sorted((a, b) -> target.compareDistance(a.id(), b.id()))
                        .toList();
                List<Edge> routes = qualified.stream()
                        .filter(edge -> !edge.isLeaf() || edge.id().equals(target))
                        .toList();
                List<Edge> expected = (routes.isEmpty() ? qualified : routes)
                        .stream().limit(8).toList();

                Kind kind = decision.decide(table, message(target, avoid), from, false);

                assertThat(kind).isEqualTo(expected.isEmpty() ? Kind.DEAD_END : Kind.FORWARD);
                assertThat(hops(decision)).isEqualTo(expected);
                forwarded += expected.isEmpty() ? 0 : 1;
            }
        }
        assertThat(forwarded).isGreaterThan(TABLES * DECISIONS / 4);
    }

    private static List<Edge> hops(ForwardingDecision decision) {
        List<Edge> hops = new ArrayList<>();
        for (int i = 0; i < decision.hopCount(); i++) {
            hops.add(decision.hop(i));
        }
        return hops;
    }

    private static EdgeTable table(SplittableRandom random, byte[] base, int firstBit, int bits, int size) {
        EdgeTable table = new EdgeTable(id(random, base, firstBit, bits), Integer.MAX_VALUE);
        int leavesOfFour = random.nextInt(5);
        for (int i = 0; i < size; i++) {
            EdgeBudget budget = new EdgeBudget(
                    new TokenBucket(1, 1),
                    new TokenBucket(1, 1),
                    new TokenBucket(1, 1),
                    new TokenBucket(1, 1),
                    new TokenBucket(1, 1),
                    new TokenBucket(1, 1));
            Edge edge = new Edge(id(random, base, firstBit, bits), false, budget, 0);
            edge.setUndialable(random.nextInt(4) < leavesOfFour);
            table.add(edge);
        }
        if (table.isEmpty()) {
            return table(random, base, firstBit, bits, size);
        }
        return table;
    }

    private static NodeId id(SplittableRandom random, byte[] base, int firstBit, int bits) {
        byte[] id = base.clone();
        for (int bit = firstBit; bit < firstBit + bits; bit++) {
            if (random.nextBoolean()) {
                id[bit / 8] ^= (byte) (0x80 >>> bit % 8);
            }
        }
        return NodeId.of(id);
    }

    private static RoutedMessageView message(NodeId target, List<NodeId> avoid) {
        ByteBuf frame = Unpooled.buffer(512);
        RoutedSigning.sign(ORIGINATOR, FrameType.ROUTE, target, 1, new byte[0]).writeFrame(frame, 16, avoid);
        FrameHeader header = new FrameHeader();
        FrameCodec.parse(frame.array(), 0, frame.readableBytes(), header);
        RoutedMessageView message = new RoutedMessageView();
        message.parse(frame.array(), header.payloadOffset(), header.payloadLength());
        return message;
    }
}
