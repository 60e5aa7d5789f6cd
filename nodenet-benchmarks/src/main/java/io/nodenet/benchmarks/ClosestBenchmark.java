package io.nodenet.benchmarks;

import io.nodenet.kad.NodeId;
import io.nodenet.routing.Edge;
import io.nodenet.routing.EdgeBudget;
import io.nodenet.routing.EdgeTable;
import io.nodenet.transport.TokenBucket;
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

/** The edges nearest to random targets. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ClosestBenchmark {
    private static final int TARGETS = 256;
    private static final int NEAREST = 16;

    /** The number of edges of the node. */
    @Param({"64", "320"})
    public int edges;

    private final NodeId[] targets = new NodeId[TARGETS];
    private final Edge[] nearest = new Edge[NEAREST];
    private EdgeTable table;
    private int next;

    /** Fills a table with edges that others dialed. */
    @Setup
    public void setUp() {
        SplittableRandom random = new SplittableRandom(42);
        table = new EdgeTable(id(random), edges);
        for (int i = 0; i < edges; i++) {
            TokenBucket bucket = new TokenBucket(1, 1);
            EdgeBudget budget = new EdgeBudget(bucket, bucket, bucket, bucket, bucket, bucket);
            table.add(new Edge(id(random), false, budget, 0));
        }
        for (int i = 0; i < TARGETS; i++) {
            targets[i] = id(random);
        }
    }

    /** Finds the 16 nearest. */
    @Benchmark
    public int closest() {
        return table.closest(targets[next++ & TARGETS - 1], edge -> true, nearest);
    }

    private static NodeId id(SplittableRandom random) {
        byte[] bytes = new byte[NodeId.LENGTH];
        random.nextBytes(bytes);
        return NodeId.of(bytes);
    }
}
