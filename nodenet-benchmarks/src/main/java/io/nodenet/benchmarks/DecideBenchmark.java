package io.nodenet.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.routed.RoutedMessageView;
import io.nodenet.routed.RoutedSigning;
import io.nodenet.routed.SignedMessage;
import io.nodenet.routing.Edge;
import io.nodenet.routing.EdgeBudget;
import io.nodenet.routing.EdgeTable;
import io.nodenet.routing.ForwardingDecision;
import io.nodenet.transport.TokenBucket;
import io.nodenet.wire.FrameCodec;
import io.nodenet.wire.FrameHeader;
import io.nodenet.wire.FrameType;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The forwarding decision alone, for random targets. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DecideBenchmark {
    private static final int TARGETS = 256;

    /** The number of edges of the node. */
    @Param({"64", "320"})
    public int edges;

    private final ForwardingDecision decision = new ForwardingDecision();
    private final RoutedMessageView[] messages = new RoutedMessageView[TARGETS];
    private EdgeTable table;
    private int next;

    @Setup
    public void setUp() {
        SplittableRandom random = new SplittableRandom(42);
        table = new EdgeTable(id(random), edges);
        for (int i = 0; i < edges; i++) {
            EdgeBudget budget = new EdgeBudget(
                    new TokenBucket(1, 1),
                    new TokenBucket(1, 1),
                    new TokenBucket(1, 1),
                    new TokenBucket(1, 1),
                    new TokenBucket(1, 1),
                    new TokenBucket(1, 1));
            table.add(new Edge(id(random), false, budget, 0));
        }
        Identity originator = Identity.generate();
        for (int i = 0; i < TARGETS; i++) {
            ByteBuf frame = Unpooled.buffer(512);
            SignedMessage message = RoutedSigning.sign(originator, FrameType.ROUTE, id(random), 1, new byte[0]);
            message.writeFrame(frame, SignedMessage.MAX_HOPS, List.of());
            FrameHeader header = new FrameHeader();
            FrameCodec.parse(frame.array(), 0, frame.readableBytes(), header);
            messages[i] = new RoutedMessageView();
            messages[i].parse(frame.array(), header.payloadOffset(), header.payloadLength());
        }
    }

    @Benchmark
    public ForwardingDecision.Kind decide() {
        return decision.decide(table, messages[next++ & TARGETS - 1], null, false);
    }

    private static NodeId id(SplittableRandom random) {
        byte[] bytes = new byte[NodeId.LENGTH];
        random.nextBytes(bytes);
        return NodeId.of(bytes);
    }
}
