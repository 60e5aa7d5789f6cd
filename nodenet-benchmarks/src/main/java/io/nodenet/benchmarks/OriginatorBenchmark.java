package io.nodenet.benchmarks;

import io.nodenet.kad.NodeId;
import io.nodenet.node.core.message.OriginLimiter;
import io.nodenet.node.core.turn.Turn;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The limit of one originator while the table that remembers originators is full (W-17). */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class OriginatorBenchmark {
    /** More than fit in the table, so that each is forgotten before its turn comes again. */
    private static final int ORIGINATORS = 1 << 14;

    private final NodeId[] originators = new NodeId[ORIGINATORS];
    private final OriginLimiter limiter = new OriginLimiter(new Turn());
    private int next;

    /** Fills the table. */
    @Setup
    public void setUp() {
        SplittableRandom random = new SplittableRandom(42);
        for (int i = 0; i < ORIGINATORS; i++) {
            originators[i] = id(random);
            limiter.tryTake(originators[i]);
        }
        if (limiter.size() == ORIGINATORS) {
            throw new IllegalStateException("The table is not full");
        }
    }

    /** Takes the first token of an originator that is not in the table; another one is evicted. */
    @Benchmark
    public boolean newOriginator() {
        return limiter.tryTake(originators[next++ & ORIGINATORS - 1]);
    }

    private static NodeId id(SplittableRandom random) {
        byte[] bytes = new byte[NodeId.LENGTH];
        random.nextBytes(bytes);
        return NodeId.of(bytes);
    }
}
