package io.nodenet.transport.quic.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.nodenet.wire.Varint;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;

/**
 * Feeds random streams in random chunks, keeps some frames and stops at some: the frames are those of a naive splitting of the whole
 * stream, kept ones never change, and nothing stays allocated.
 */
@Tag("fuzz")
class FrameDecoderFuzzTest {
    private static final int MAX_CHUNKS = 256;
    private static final int MAX_PIECES = 32;
    private static final byte[] PATTERN = new byte[FrameDecoder.MAX_FRAME + 300];
    private static final int[] LARGE = {
        127, 128, 16_383, 16_384, FrameDecoder.MAX_FRAME - 1, FrameDecoder.MAX_FRAME, FrameDecoder.MAX_FRAME + 1
    };

    static {
        for (int i = 0; i < PATTERN.length; i++) {
            PATTERN[i] = (byte) (i ^ i >> 8);
        }
    }

    @FuzzTest
    void framesAreThoseOfTheWholeStream(FuzzedDataProvider data) {
        int keepEvery = data.consumeInt(0, 4);
        int stopAt = data.consumeBoolean() ? data.consumeInt(1, 8) : Integer.MAX_VALUE;
        int shift = data.consumeInt(0, 8);
        byte[] splits = data.consumeBytes(data.consumeInt(0, MAX_CHUNKS));
        byte[] stream = stream(data);
        Receiver receiver = new Receiver(keepEvery, stopAt);

        int fed = 0;
        boolean fine = true;
        for (int i = 0; fed < stream.length && fine && !receiver.stopped(); i++) {
            int wanted = i < splits.length ? (splits[i] & 0xff) << shift : stream.length;
            int length = Math.min(stream.length - fed, wanted);
            fine = receiver.feed(stream, fed, length);
            fed += length;
        }

        receiver.isLike(naive(stream, fed), fine);
        receiver.end();
    }

    /** Returns valid frames of chosen sizes among random bytes. */
    private static byte[] stream(FuzzedDataProvider data) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] prefix = new byte[Varint.MAX_LENGTH];
        for (int pieces = data.consumeInt(0, MAX_PIECES); pieces > 0 && data.remainingBytes() > 0; pieces--) {
            int kind = data.consumeInt(0, 9);
            if (kind == 0) {
                out.writeBytes(data.consumeBytes(data.consumeInt(0, 16)));
            } else {
                int length = kind == 1 ? data.pickValue(LARGE) : data.consumeInt(0, 300);
                out.write(prefix, 0, Varint.write(length, prefix, 0));
                out.write(PATTERN, data.consumeInt(0, 255), length);
            }
        }
        out.writeBytes(data.consumeRemainingAsBytes());
        return out.toByteArray();
    }

    /** What a stream splits to; {@code broken} if it cannot go on. */
    private record Split(List<byte[]> frames, boolean broken, boolean insideFrame) {}

    private static Split naive(byte[] stream, int end) {
        List<byte[]> frames = new ArrayList<>();
        int at = 0;
        while (at < end) {
            int width = Varint.width(stream, at, end);
            if (width == Varint.MALFORMED) {
                return new Split(frames, end - at >= Varint.MAX_LENGTH, true);
            }
            long length = Varint.value(stream, at, width);
            if (Long.compareUnsigned(length, FrameDecoder.MAX_FRAME) > 0) {
                return new Split(frames, true, true);
            }
            if (length > end - at - width) {
                return new Split(frames, false, true);
            }
            byte[] frame = new byte[(int) length];
            System.arraycopy(stream, at + width, frame, 0, frame.length);
            frames.add(frame);
            at += width + frame.length;
        }
        return new Split(frames, false, false);
    }

    /** A decoder with a sink that keeps every so many frames one, and stops at one. */
    private static final class Receiver {
        private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false, true);
        private final SpareBuffer buffers = new SpareBuffer(allocator::heapBuffer);
        private final FrameDecoder decoder = new FrameDecoder(buffers, this::take);
        private final List<byte[]> frames = new ArrayList<>();
        private final List<ByteBuf> kept = new ArrayList<>();
        private final List<byte[]> keptBytes = new ArrayList<>();
        private final int keepEvery;
        private final int stopAt;
        private int largestChunk;

        Receiver(int keepEvery, int stopAt) {
            this.keepEvery = keepEvery;
            this.stopAt = stopAt;
        }

        private boolean take(ByteBuf frame) {
            assertThat(stopped()).isFalse();
            assertThat(frame.hasArray()).isTrue();
            frames.add(ByteBufUtil.getBytes(frame));
            if (keepEvery > 0 && frames.size() % keepEvery == 0) {
                kept.add(kept.size() % 2 == 0 ? frame.retain() : frame.retainedSlice());
                keptBytes.add(ByteBufUtil.getBytes(frame));
            }
            return !stopped();
        }

        boolean stopped() {
            return frames.size() >= stopAt;
        }

        boolean feed(byte[] stream, int from, int length) {
            ByteBuf chunk = Unpooled.wrappedBuffer(stream, from, length);
            largestChunk = Math.max(largestChunk, length);
            boolean fine = decoder.decode(chunk);
            assertThat(chunk.readableBytes()).as("the chunk is borrowed").isEqualTo(length);
            assertThat(chunk.refCnt()).isEqualTo(1);
            if (kept.isEmpty()) {
                assertThat(allocator.metric().usedHeapMemory())
                        .isLessThanOrEqualTo(2L * (FrameDecoder.MAX_FRAME + Varint.MAX_LENGTH + largestChunk));
            }
            return fine;
        }

        void isLike(Split split, boolean fine) {
            boolean whole = !stopped();
            assertThat(frames.size()).isEqualTo(whole ? split.frames().size() : stopAt);
            for (int i = 0; i < frames.size(); i++) {
                assertThat(frames.get(i)).isEqualTo(split.frames().get(i));
            }
            assertThat(fine).isEqualTo(!(whole && split.broken()));
            if (fine) {
                assertThat(decoder.isInsideFrame()).isEqualTo(whole && split.insideFrame());
            }
        }

        void end() {
            decoder.close();
            decoder.close();
            buffers.close();
            for (int i = 0; i < kept.size(); i++) {
                assertThat(ByteBufUtil.getBytes(kept.get(i))).isEqualTo(keptBytes.get(i));
                kept.get(i).release();
            }
            assertThat(allocator.metric().usedHeapMemory()).as("leaked bytes").isZero();
        }
    }
}
