package io.nodenet.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.nodenet.address.Endpoint;
import io.nodenet.address.HostPort;
import io.nodenet.fact.NodeCounter;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.NodeCore;
import io.nodenet.node.core.port.CheckJob;
import io.nodenet.node.core.port.CoreConfig;
import io.nodenet.node.core.port.Counts;
import io.nodenet.node.core.port.CryptoOutput;
import io.nodenet.node.core.port.DialOutput;
import io.nodenet.node.core.port.SigningJob;
import io.nodenet.node.core.port.VerificationJob;
import io.nodenet.routed.RoutedSigning;
import io.nodenet.routed.SignedMessage;
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

/**
 * The complete path of a forwarded frame: parse, limits, originator, proof of work, freshness, decision, patch, copy out.
 *
 * <p>{@code hit} forwards messages of one originator, whose NodeID is cached; {@code miss} those of more originators than fit in the cache.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ForwardBenchmark {
    private static final int ORIGINATORS = 1 << 14;
    private static final long WALL = TimeUnit.DAYS.toNanos(20_000);
    private static final int PAYLOAD_BYTES = 880;

    /** The hop budget follows the frame header of 4 bytes and the target, and is followed by the originator's key. */
    private static final int TTL_OFFSET = 4 + 32;

    /** The number of edges of the node. */
    @Param({"64", "320"})
    public int edges;

    private NodeCore core;
    private SinkConnection from;
    private ByteBuf frame;
    private byte[] message;
    private long now;
    private int next;

    @Setup
    public void setUp() {
        SplittableRandom random = new SplittableRandom(42);
        Identity self = identity(random);
        CoreConfig config = CoreConfig.of(self, 0)
                .maxInboundEdges(1000)
                .rateLimited(false)
                .upkeep(false)
                .deduplicationCapacity(1024)
                .build();
        core = new NodeCore(
                config, new Counts(), new NoDials(), new NoCrypto(), new NoApplication(), random, random::nextLong);
        ByteBuf ping = Unpooled.wrappedBuffer(new byte[] {1, 2, 0});
        NodeId target = self.nodeId();
        for (int i = 0; i < edges; i++) {
            SinkConnection connection = new SinkConnection(identity(random).nodeId());
            core.begin(++now, WALL);
            core.onFrame(connection, ping);
            from = connection;
            target = i == 0 ? connection.remoteId() : target;
        }
        SignedMessage signed =
                RoutedSigning.sign(identity(random), FrameType.ROUTE, target, WALL, new byte[PAYLOAD_BYTES]);
        frame = Unpooled.buffer(2048);
        signed.writeFrame(frame, SignedMessage.MAX_HOPS, List.of());
        message = frame.array();
        hit();
        if (core.counters().get(NodeCounter.FORWARDED) != 1) {
            throw new IllegalStateException(
                    "The frame is not forwarded: " + core.drops().snapshot());
        }
    }

    @Benchmark
    public long hit() {
        message[TTL_OFFSET] = SignedMessage.MAX_HOPS;
        core.begin(++now, WALL);
        core.onFrame(from, frame);
        return core.counters().get(NodeCounter.FORWARDED);
    }

    @Benchmark
    public long miss() {
        message[TTL_OFFSET] = SignedMessage.MAX_HOPS;
        next = (next + 1) & ORIGINATORS - 1;
        message[TTL_OFFSET + 1] = (byte) next;
        message[TTL_OFFSET + 2] = (byte) (next >>> 8);
        core.begin(++now, WALL);
        core.onFrame(from, frame);
        return core.counters().get(NodeCounter.FORWARDED);
    }

    private static Identity identity(SplittableRandom random) {
        byte[] seed = new byte[Identity.SEED_LENGTH];
        random.nextBytes(seed);
        return Identity.fromSeed(seed);
    }

    private static final class NoCrypto implements CryptoOutput {
        @Override
        public boolean verify(VerificationJob job) {
            return false;
        }

        @Override
        public boolean sign(SigningJob job) {
            return false;
        }

        @Override
        public boolean check(CheckJob job) {
            return false;
        }
    }

    private static final class NoDials implements DialOutput {
        @Override
        public void dial(long operation, NodeId peer, Endpoint endpoint, long timeoutNanos) {}

        @Override
        public void cancelDial(long operation) {}

        @Override
        public void punch(Endpoint target) {}

        @Override
        public void openRelay(long session, Endpoint caller, Endpoint callee) {}

        @Override
        public void closeRelay(long session) {}

        @Override
        public void resolve(long operation, HostPort address) {}
    }
}
