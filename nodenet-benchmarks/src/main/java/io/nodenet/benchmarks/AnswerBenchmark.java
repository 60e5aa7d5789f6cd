package io.nodenet.benchmarks;

import io.nodenet.address.Endpoint;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.edge.SelfCoordinates;
import io.nodenet.node.core.message.AnswerWriter;
import io.nodenet.node.core.port.CoreConfig;
import io.nodenet.node.core.turn.Timers;
import io.nodenet.node.core.turn.Turn;
import io.nodenet.routed.Contact;
import io.nodenet.routing.ContactSource;
import io.nodenet.routing.KnowledgeTable;
import java.util.List;
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

/** The answer to a question for contacts, by a node that knows 200: those near random targets, nearest first. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class AnswerBenchmark {
    private static final int CONTACTS = 200;
    private static final int TARGETS = 256;

    private final NodeId[] targets = new NodeId[TARGETS];
    private AnswerWriter writer;
    private NodeId asker;
    private int next;

    /** Makes a node know others, two of three with an address. */
    @Setup
    public void setUp() {
        SplittableRandom random = new SplittableRandom(42);
        Identity identity = Identity.fromSeed(new byte[Identity.SEED_LENGTH]);
        Turn turn = new Turn();
        SelfCoordinates self =
                new SelfCoordinates(CoreConfig.of(identity, 0).build(), turn, new Timers(turn), new NoApplication());
        self.onLocalEndpoints(List.of(Endpoint.quic("203.0.113.7:4242")));
        KnowledgeTable knowledge = new KnowledgeTable(identity.nodeId(), 0, true);
        for (int bucket = 0; knowledge.size() < CONTACTS; bucket++) {
            for (int i = 0; i < KnowledgeTable.MAX_BUCKET_ENTRIES; i++) {
                List<Endpoint> at =
                        i % 3 == 0 ? List.of() : List.of(Endpoint.quic("20.%d.%d.7:4242".formatted(bucket, i)));
                knowledge.observe(new Contact(knowledge.randomId(bucket, random), null, 0, at), ContactSource.OWNER, 0);
            }
        }
        for (int i = 0; i < TARGETS; i++) {
            targets[i] = id(random);
        }
        asker = id(random);
        writer = new AnswerWriter(knowledge, self);
    }

    /** Selects, sorts and writes 16 contacts and the node's own. */
    @Benchmark
    public int answer() {
        return writer.write(next, targets[next++ & TARGETS - 1], asker, true).readableBytes();
    }

    private static NodeId id(SplittableRandom random) {
        byte[] bytes = new byte[NodeId.LENGTH];
        random.nextBytes(bytes);
        return NodeId.of(bytes);
    }
}
