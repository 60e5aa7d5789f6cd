package io.nodenet.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.nodenet.address.Endpoint;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.routed.RoutedMessageView;
import io.nodenet.routed.RoutedSigning;
import io.nodenet.routed.SignedMessage;
import io.nodenet.wire.AddressCodec;
import io.nodenet.wire.Cursor;
import io.nodenet.wire.FrameCodec;
import io.nodenet.wire.FrameHeader;
import io.nodenet.wire.FrameType;
import io.nodenet.wire.Outcome;
import java.util.ArrayList;
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

/** The codecs by themselves: frames, routed messages, addresses. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class CodecBenchmark {
    private static final int PAYLOAD_BYTES = 880;
    private static final int AVOIDED = 2;

    private final FrameHeader header = new FrameHeader();
    private final RoutedMessageView view = new RoutedMessageView();
    private final Cursor cursor = new Cursor();
    private final byte[] payload = new byte[PAYLOAD_BYTES];
    private final byte[] target = new byte[2048];
    private final ByteBuf out = Unpooled.buffer(2048);
    private final List<Endpoint> endpoints = List.of(
            Endpoint.quic("198.51.100.7:4242"), Endpoint.quic("[2001:db8::7]:4242"), Endpoint.quic("10.0.0.7:50000"));
    private final List<Endpoint> read = new ArrayList<>();
    private byte[] frame;
    private byte[] addresses;
    private SignedMessage message;
    private List<NodeId> avoid;

    @Setup
    public void setUp() {
        SplittableRandom random = new SplittableRandom(42);
        random.nextBytes(payload);
        byte[] seed = new byte[Identity.SEED_LENGTH];
        random.nextBytes(seed);
        avoid = new ArrayList<>();
        for (int i = 0; i < AVOIDED; i++) {
            avoid.add(id(random));
        }
        message = RoutedSigning.sign(Identity.fromSeed(seed), FrameType.ROUTE, id(random), 1, payload);
        ByteBuf written = Unpooled.buffer(2048);
        message.writeFrame(written, SignedMessage.MAX_HOPS, avoid);
        frame = written.array();
        FrameCodec.parse(frame, 0, written.readableBytes(), header);
        ByteBuf list = Unpooled.buffer(256);
        AddressCodec.writeList(endpoints, AddressCodec.MAX_ADDRESSES, list);
        addresses = list.array();
        if (parseFrame() != Outcome.OK || parseMessage() != Outcome.OK || readAddresses() != Outcome.OK) {
            throw new IllegalStateException("The written message cannot be read");
        }
    }

    /** Finds type and payload of a frame. */
    @Benchmark
    public Outcome parseFrame() {
        return FrameCodec.parse(frame, 0, frame.length, header);
    }

    /** Writes a frame around 880 bytes. */
    @Benchmark
    public Outcome encodeFrame() {
        return FrameCodec.encode(FrameType.APP.code(), payload, 0, PAYLOAD_BYTES, target, 0);
    }

    /** Finds the fields of a routed message, all lengths checked. */
    @Benchmark
    public Outcome parseMessage() {
        return view.parse(frame, header.payloadOffset(), header.payloadLength());
    }

    /** Writes the frame of a signed message with two NodeIDs to avoid. */
    @Benchmark
    public ByteBuf writeMessage() {
        message.writeFrame(out.clear(), SignedMessage.MAX_HOPS, avoid);
        return out;
    }

    /** Reads three addresses into objects. */
    @Benchmark
    public Outcome readAddresses() {
        read.clear();
        return AddressCodec.readList(cursor.reset(addresses), AddressCodec.MAX_ADDRESSES, read);
    }

    /** Writes three addresses. */
    @Benchmark
    public Outcome writeAddresses() {
        return AddressCodec.writeList(endpoints, AddressCodec.MAX_ADDRESSES, out.clear());
    }

    private static NodeId id(SplittableRandom random) {
        byte[] bytes = new byte[NodeId.LENGTH];
        random.nextBytes(bytes);
        return NodeId.of(bytes);
    }
}
