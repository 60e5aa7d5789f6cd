package io.nodenet.benchmarks;

import io.nodenet.address.Endpoint;
import io.nodenet.identity.KeyHash;
import io.nodenet.kad.NodeId;
import io.nodenet.routed.Contact;
import io.nodenet.routing.ContactSource;
import io.nodenet.routing.KnowledgeTable;
import io.nodenet.routing.KnownContact;
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

/** The knowledge table: contacts that it knows or refuses, and the 16 of 1,000 that are nearest to random targets. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class KnowledgeBenchmark {
    private static final int CONTACTS = 1_000;
    private static final int TARGETS = 256;
    private static final int NEAREST = 16;

    private final NodeId[] targets = new NodeId[TARGETS];
    private final Contact[] known = new Contact[TARGETS];
    private final Contact[] keyless = new Contact[TARGETS];
    private final Contact[] weak = new Contact[TARGETS];
    private final KnownContact[] nearest = new KnownContact[NEAREST];
    private KnowledgeTable table;
    private KnowledgeTable strict;
    private int next;
    private long now;

    /** Fills a table with a number of contacts: each bucket as far as it has room, one address per contact. */
    @Setup
    public void setUp() {
        SplittableRandom random = new SplittableRandom(42);
        NodeId self = id(random);
        table = new KnowledgeTable(self, 0, true);
        strict = new KnowledgeTable(self, NodeId.BITS, true);
        for (int bucket = 0; table.size() < CONTACTS; bucket++) {
            for (int i = 0; i < KnowledgeTable.MAX_BUCKET_ENTRIES; i++) {
                Contact contact = new Contact(inBucket(self, bucket, random), null, 0, at(random));
                table.observe(contact, ContactSource.OWNER, 0);
                known[random.nextInt(TARGETS)] = contact;
            }
        }
        byte[] key = new byte[32];
        for (int i = 0; i < TARGETS; i++) {
            random.nextBytes(key);
            targets[i] = id(random);
            known[i] = known[i] == null ? known[TARGETS - 1] : known[i];
            keyless[i] = new Contact(id(random), null, 0, at(random));
            weak[i] = new Contact(KeyHash.nodeIdOf(key), key.clone(), 0, at(random));
        }
    }

    /** Learns of a contact that is already known, from its owner. */
    @Benchmark
    public KnowledgeTable.Outcome observeKnown() {
        return table.observe(known[next++ & TARGETS - 1], ContactSource.OWNER, ++now);
    }

    /** Refuses a newcomer without a key when work is required. */
    @Benchmark
    public KnowledgeTable.Outcome observeKeyless() {
        return strict.observe(keyless[next++ & TARGETS - 1], ContactSource.HEARSAY, ++now);
    }

    /** Refuses a newcomer whose key took too little work, after it was hashed. */
    @Benchmark
    public KnowledgeTable.Outcome observeWeak() {
        return strict.observe(weak[next++ & TARGETS - 1], ContactSource.HEARSAY, ++now);
    }

    /** Finds the contacts nearest to a random target. */
    @Benchmark
    public int closest() {
        return table.closest(targets[next++ & TARGETS - 1], KnownContact::isDialable, nearest);
    }

    private static List<Endpoint> at(SplittableRandom random) {
        return List.of(Endpoint.quic("10.%d.%d.7:4242".formatted(random.nextInt(256), random.nextInt(256))));
    }

    private static NodeId inBucket(NodeId self, int bucket, SplittableRandom random) {
        byte[] own = self.toBytes();
        byte[] id = id(random).toBytes();
        for (int bit = 0; bit <= bucket; bit++) {
            int mask = 0x80 >>> bit % 8;
            int wanted = bit == bucket ? ~own[bit / 8] & mask : own[bit / 8] & mask;
            id[bit / 8] = (byte) (id[bit / 8] & ~mask | wanted);
        }
        return NodeId.of(id);
    }

    private static NodeId id(SplittableRandom random) {
        byte[] bytes = new byte[NodeId.LENGTH];
        random.nextBytes(bytes);
        return NodeId.of(bytes);
    }
}
