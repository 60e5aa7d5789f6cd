package io.nodenet.benchmarks;

import io.nodenet.identity.Blake2b256;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.pow.NodeIdBatch;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One attempt of the search for an identity: a random seed, and the leading zero bits of its NodeID.
 *
 * <p>Sampled, so that the median is correct even if other processes take the processor meanwhile.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(NodeIdBatch.SIZE)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class MintBenchmark {
    private static final byte[] INFO = "nodenet/v1/identity-ed25519\1".getBytes(StandardCharsets.US_ASCII);

    private final SecureRandom random = new SecureRandom();
    private final byte[] seeds = new byte[NodeIdBatch.SIZE * Identity.SEED_LENGTH];
    private final NodeIdBatch batch = new NodeIdBatch();
    private final HMac extract = new HMac(new SHA256Digest());
    private final HMac expand = new HMac(new SHA256Digest());
    private final Blake2b256 hash = new Blake2b256();
    private final byte[] bytes = new byte[Identity.SEED_LENGTH];

    public MintBenchmark() {
        extract.init(new KeyParameter(new byte[Identity.SEED_LENGTH]));
    }

    /** As in the search: 64 seeds at a time. */
    @Benchmark
    public int batch() {
        random.nextBytes(seeds);
        batch.derive(seeds);
        int best = 0;
        for (int i = 0; i < NodeIdBatch.SIZE; i++) {
            best = Math.max(best, batch.nodeId(i).leadingZeroBits());
        }
        return best;
    }

    /** Each seed individually, entirely with Bouncy Castle, with reused digests. */
    @Benchmark
    public int bouncyCastle() {
        random.nextBytes(seeds);
        int best = 0;
        for (int i = 0; i < NodeIdBatch.SIZE; i++) {
            best = Math.max(best, nodeIdOf(i * Identity.SEED_LENGTH).leadingZeroBits());
        }
        return best;
    }

    private NodeId nodeIdOf(int offset) {
        extract.update(seeds, offset, Identity.SEED_LENGTH);
        extract.doFinal(bytes, 0);
        expand.init(new KeyParameter(bytes));
        expand.update(INFO, 0, INFO.length);
        expand.doFinal(bytes, 0);
        Ed25519.generatePublicKey(bytes, 0, bytes, 0);
        hash.update(bytes).digest(bytes, 0);
        return NodeId.of(bytes, 0);
    }
}
