package io.nodenet.transport.quic.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.nodenet.Vectors;
import io.nodenet.wire.Varint;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class FrameDecoderTest {
    private final List<byte[]> frames = new ArrayList<>();
    private final List<ByteBuf> kept = new ArrayList<>();
    private int keepEvery;
    private int stopAfter = Integer.MAX_VALUE;
    private final SpareBuffer buffers = new SpareBuffer(PooledByteBufAllocator.DEFAULT::heapBuffer);
    private final FrameDecoder decoder = new FrameDecoder(buffers, this::take);

    @AfterEach
    void dropTheSpareOne() {
        buffers.close();
    }

    private boolean take(ByteBuf frame) {
        assertThat(frame.hasArray()).isTrue();
        frames.add(ByteBufUtil.getBytes(frame));
        if (keepEvery > 0 && frames.size() % keepEvery == 0) {
            kept.add(frame.retain());
        }
        return frames.size() < stopAfter;
    }

    private boolean feed(byte[] bytes, int from, int to) {
        ByteBuf chunk = Unpooled.wrappedBuffer(bytes, from, to - from);
        boolean fine = decoder.decode(chunk);
        assertThat(chunk.readableBytes()).as("the chunk is borrowed").isEqualTo(to - from);
        return fine;
    }

    @Test
    @Tag("vectors")
    void readsTheRecordedStreamsWholeAndByteByByte() {
        Vectors.load("stream.json").each("read", row -> {
            byte[] stream = row.bytes("stream");
            String end = row.string("end");
            for (boolean whole : new boolean[] {true, false}) {
                frames.clear();
                boolean fine = true;
                for (int i = 0; i < stream.length && fine; i += whole ? stream.length : 1) {
                    fine = feed(stream, i, whole ? stream.length : i + 1);
                }
                assertThat(frames.stream().map(Vectors::hex)).isEqualTo(row.strings("frames"));
                assertThat(fine)
                        .isEqualTo(
                                switch (end) {
                                    case "eof", "truncated_prefix", "truncated_payload" -> true;
                                    case "too_large", "varint_overflow" -> false;
                                    default -> throw new AssertionError(end);
                                });
                if (fine) {
                    assertThat(decoder.isInsideFrame()).isEqualTo(!end.equals("eof"));
                }
                decoder.close();
            }
        });
    }

    @Test
    void retainedFramesStayAsTheyWereWhateverFollows() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            keepEvery = 1 + random.nextInt(4);
            frames.clear();
            List<byte[]> sent = new ArrayList<>();
            ByteBuf stream = Unpooled.buffer();
            for (int i = 0; i < 60; i++) {
                byte[] frame = new byte[random.nextInt(10) == 0 ? random.nextInt(5000) : random.nextInt(60)];
                random.nextBytes(frame);
                sent.add(frame);
                Varint.write(frame.length, stream);
                stream.writeBytes(frame);
            }
            byte[] bytes = ByteBufUtil.getBytes(stream);
            for (int at = 0; at < bytes.length; ) {
                int to = Math.min(bytes.length, at + 1 + random.nextInt(3000));
                assertThat(feed(bytes, at, to)).isTrue();
                at = to;
                if (!kept.isEmpty() && random.nextBoolean()) {
                    kept.remove(random.nextInt(kept.size())).release();
                }
            }
            assertThat(frames).as("seed " + seed).hasSize(sent.size());
            for (int i = 0; i < sent.size(); i++) {
                assertThat(frames.get(i)).isEqualTo(sent.get(i));
            }
            for (ByteBuf frame : kept) {
                byte[] now = ByteBufUtil.getBytes(frame);
                assertThat(sent).as("seed " + seed).anyMatch(original -> java.util.Arrays.equals(original, now));
                frame.release();
            }
            kept.clear();
            assertThat(decoder.isInsideFrame()).isFalse();
        }
    }

    @Test
    void changesOfTheReceiverDoNotReachTheNextFrame() {
        FrameDecoder spoiled = new FrameDecoder(buffers, frame -> {
            frames.add(ByteBufUtil.getBytes(frame));
            frame.setZero(frame.readerIndex(), frame.readableBytes());
            frame.skipBytes(frame.readableBytes());
            frame.clear();
            return true;
        });
        spoiled.decode(Unpooled.wrappedBuffer(new byte[] {1, 7, 2, 8, 9, 3, 1}));
        assertThat(frames).containsExactly(new byte[] {7}, new byte[] {8, 9});
        assertThat(spoiled.isInsideFrame()).isTrue();
        spoiled.decode(Unpooled.wrappedBuffer(new byte[] {2, 3}));
        assertThat(frames.get(2)).containsExactly(1, 2, 3);
    }

    @Test
    void framesAreHeldBackWhileTheReceiverHasHadEnough() {
        stopAfter = 2;
        assertThat(feed(new byte[] {1, 1, 1, 2, 1, 3, 1}, 0, 7)).isTrue();
        assertThat(feed(new byte[] {4}, 0, 1)).isTrue();
        assertThat(frames).hasSize(2);
        assertThat(decoder.isHeldBack()).isTrue();

        stopAfter = Integer.MAX_VALUE;
        assertThat(decoder.resume()).isTrue();

        assertThat(frames).extracting(frame -> frame[0]).containsExactly((byte) 1, (byte) 2, (byte) 3, (byte) 4);
        assertThat(decoder.isHeldBack()).isFalse();
        assertThat(decoder.isInsideFrame()).isFalse();
    }

    @Test
    void announcedLengthAllocatesNothingBeforeTheBytesCome() {
        ByteBuf prefix = Unpooled.buffer();
        Varint.write(FrameDecoder.MAX_FRAME, prefix);
        long before = PooledByteBufAllocator.DEFAULT.metric().usedHeapMemory();
        List<FrameDecoder> many = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            FrameDecoder next = new FrameDecoder(buffers, frame -> true);
            next.decode(prefix);
            many.add(next);
        }
        assertThat(PooledByteBufAllocator.DEFAULT.metric().usedHeapMemory() - before)
                .isLessThan(16L << 20);
        many.forEach(FrameDecoder::close);
    }

    @Test
    void framesThatComeOneBehindTheOtherShareABuffer() {
        Set<byte[]> arrays = Collections.newSetFromMap(new IdentityHashMap<>());
        FrameDecoder streaming = new FrameDecoder(
                new SpareBuffer(UnpooledByteBufAllocator.DEFAULT::heapBuffer),
                frame -> arrays.add(frame.array()) | take(frame));
        ByteBuf stream = Unpooled.buffer();
        for (int i = 0; i < 100; i++) {
            Varint.write(1_000, stream);
            stream.writeZero(1_000);
        }
        while (stream.isReadable()) {
            streaming.decode(stream.readSlice(Math.min(1_300, stream.readableBytes())));
        }

        assertThat(frames).hasSize(100);
        assertThat(streaming.isInsideFrame()).isFalse();
        assertThat(arrays).as("of 78 packets").hasSizeLessThan(15);
    }
}
