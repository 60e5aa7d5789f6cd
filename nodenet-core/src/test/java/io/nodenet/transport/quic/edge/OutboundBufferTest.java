package io.nodenet.transport.quic.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.nodenet.Vectors;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class OutboundBufferTest {
    private static final int HIGH_WATER = 1000;
    private static final long DEADLINE = 1_000;

    private final LendingAllocator buffers =
            new LendingAllocator(ImmediateEventExecutor.INSTANCE, PooledByteBufAllocator.DEFAULT);

    private record Write(ByteBuf bytes, ChannelPromise promise) {
        byte[] take() {
            byte[] taken = ByteBufUtil.getBytes(bytes);
            bytes.release();
            promise.setSuccess();
            return taken;
        }
    }

    /** A stream that completes a write when told to. */
    private final Queue<Write> writes = new ArrayDeque<>();

    private boolean takesAtOnce;

    private final EmbeddedChannel stream = new EmbeddedChannel(new ChannelOutboundHandlerAdapter() {
        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            Write write = new Write((ByteBuf) message, promise);
            if (takesAtOnce) {
                write.take();
            } else {
                writes.add(write);
            }
        }
    });
    private final List<String> events = new ArrayList<>();
    private final ManualLoop loop = new ManualLoop();
    private final OutboundBuffer.Owner owner = new OutboundBuffer.Owner() {
        @Override
        public void onFlushNeeded() {
            events.add("flush");
        }

        @Override
        public void onRoom() {
            events.add("room");
        }

        @Override
        public void onStalled() {
            events.add("stalled");
        }

        @Override
        public void onWriteFailed(Throwable cause) {
            events.add("failed");
        }
    };
    private OutboundBuffer buffer = new OutboundBuffer(buffers, HIGH_WATER, DEADLINE, loop, owner);

    @AfterEach
    void release() {
        buffer.close();
        writes.forEach(write -> write.bytes.release());
        stream.finishAndReleaseAll();
        buffers.close();
    }

    @Test
    @Tag("vectors")
    void writesTheRecordedStreams() {
        buffer = new OutboundBuffer(buffers, 1 << 20, DEADLINE, loop, owner);
        Vectors.load("stream.json").each("write", row -> {
            for (Vectors.Row frame : row.rows("frames")) {
                byte[] bytes = content(frame);
                assertThat(buffer.offer(Unpooled.wrappedBuffer(bytes), null)).isTrue();
            }
            buffer.flush(stream);
            byte[] written = writes.remove().take();
            assertThat(writes).as("one write").isEmpty();
            assertThat(written).hasSize(row.integer("stream_len"));
            assertThat(row.has("stream_id") ? row.integer("stream_id") : 0).isZero();
            if (row.has("stream")) {
                assertThat(Vectors.hex(written)).isEqualTo(row.string("stream"));
            }
            if (row.has("stream_sha256")) {
                assertThat(sha256(written)).isEqualTo(row.string("stream_sha256"));
            }
        });
    }

    @Test
    @Tag("vectors")
    void everyArrayOfTheStreamVectorsIsExercised() {
        assertThat(Vectors.load("stream.json").names()).containsExactly("read", "write");
    }

    private static byte[] content(Vectors.Row frame) throws Exception {
        if (frame.has("hex")) {
            return frame.bytes("hex");
        }
        byte[] bytes = new byte[frame.integer("len")];
        Vectors.Row pattern = frame.row("pattern");
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (pattern.integer("a") * i + pattern.integer("c"));
        }
        // row fields are read once even for an empty frame
        assertThat(pattern.has("a") && pattern.has("c")).isTrue();
        assertThat(sha256(bytes)).isEqualTo(frame.string("sha256"));
        return bytes;
    }

    private static String sha256(byte[] bytes) throws Exception {
        return Vectors.hex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private boolean offer(int size) {
        return buffer.offer(Unpooled.wrappedBuffer(new byte[size]), null);
    }

    @Test
    void framesOfOneTurnLeaveAsOneWrite() {
        offer(1);
        offer(2);
        buffer.flush(stream);
        assertThat(writes.remove().take()).containsExactly(1, 0, 2, 0, 0);
        buffer.flush(stream);
        assertThat(writes).isEmpty();
    }

    @Test
    void fullBufferIsHandedToTheStreamBeforeAFrameIsRefused() {
        takesAtOnce = true;
        for (int i = 0; i < 50; i++) {
            assertThat(buffer.offer(Unpooled.wrappedBuffer(new byte[400]), stream))
                    .as("frame %d of one turn", i)
                    .isTrue();
        }
        assertThat(buffer.queued()).isLessThanOrEqualTo(HIGH_WATER + 402);
        assertThat(events).as("nothing was refused").doesNotContain("room");
    }

    @Test
    void frameIsRefusedOnceTheStreamTakesNoMore() {
        int taken = 0;
        while (buffer.offer(Unpooled.wrappedBuffer(new byte[400]), stream)) {
            taken++;
        }
        assertThat(taken).isEqualTo(3);
        assertThat(writes).as("what is full was handed over").hasSize(1);
        assertThat(buffer.isWritable()).isFalse();

        writes.remove().take();
        assertThat(events).containsExactly("room");
        assertThat(buffer.isWritable()).isTrue();
    }

    @Test
    void bytesWaitFromTheLastTimeThatSomeWereTaken() {
        offer(400);
        assertThat(buffer.waitingNanos()).as("nothing was written").isNegative();
        buffer.flush(stream);
        loop.advance(30);
        assertThat(buffer.waitingNanos()).isEqualTo(30);

        writes.element().bytes().skipBytes(100);
        assertThat(buffer.waitingNanos()).as("the stream takes a part").isZero();
        loop.advance(20);
        assertThat(buffer.waitingNanos()).isEqualTo(20);

        writes.remove().take();
        assertThat(buffer.waitingNanos()).isNegative();
        assertThat(loop.time().nanos()).as("nobody waits for the deadline").isEqualTo(50);
    }

    @Test
    void framesGatherWhileAWriteWaits() {
        offer(1);
        buffer.flush(stream);
        offer(2);
        offer(3);
        buffer.flush(stream);
        assertThat(writes).hasSize(1);
        writes.remove().take();
        assertThat(events).containsExactly("flush");
        buffer.flush(stream);
        assertThat(writes.remove().take()).hasSize(7);
    }

    @Test
    void aBufferBeginsAsLargeAsTheLastWriteWas() {
        buffer = new OutboundBuffer(buffers, 100_000, DEADLINE, loop, owner);
        offer(10_000);
        buffer.flush(stream);
        writes.remove().take();
        offer(1);
        buffer.flush(stream);
        assertThat(writes.element().bytes.capacity()).isGreaterThanOrEqualTo(10_000);
        writes.remove().take();
        offer(1);
        buffer.flush(stream);
        assertThat(writes.element().bytes.capacity()).as("after a small one").isLessThan(10_000);
    }

    @Test
    void aBufferBehindAWriteThatWaitsTakesNoMoreThanTheRoomThatIsLeft() {
        buffer = new OutboundBuffer(buffers, 100_000, DEADLINE, loop, owner);
        offer(90_000);
        buffer.flush(stream);

        offer(10);
        Write first = writes.remove();
        first.take();
        buffer.flush(stream);

        assertThat(writes.element().bytes.capacity()).isLessThanOrEqualTo(16_384);
    }

    @Test
    void frameOfAnySizeIsTakenAsLongAsItIsWritable() {
        offer(HIGH_WATER - 10);
        assertThat(buffer.isWritable()).isTrue();
        assertThat(offer(65_536)).isTrue();
        assertThat(buffer.isWritable()).isFalse();
        int queued = buffer.queued();
        assertThat(offer(0)).isFalse();
        assertThat(buffer.queued()).isEqualTo(queued);
    }

    @Test
    void roomIsToldOnceAfterARefusal() {
        offer(HIGH_WATER);
        assertThat(offer(1)).isFalse();
        assertThat(offer(1)).isFalse();
        buffer.flush(stream);
        assertThat(buffer.isWritable()).isFalse();
        writes.remove().take();
        assertThat(events).containsExactly("room");
        assertThat(buffer.isWritable()).isTrue();
        offer(5);
        buffer.flush(stream);
        writes.remove().take();
        assertThat(events).containsExactly("room");
    }

    @Test
    void roomIsNotToldBeforeHalfIsFree() {
        offer(200);
        buffer.flush(stream);
        offer(HIGH_WATER - 250);
        offer(100);
        assertThat(offer(1)).isFalse();
        writes.remove().take();
        assertThat(events).containsExactly("flush");
        assertThat(buffer.isWritable()).isTrue();
        buffer.flush(stream);
        writes.remove().take();
        assertThat(events).containsExactly("flush", "room");
    }

    @Test
    void writeThatDoesNotMoveForTheDeadlineIsStalled() {
        offer(10);
        buffer.flush(stream);
        loop.advance(DEADLINE - 1);
        assertThat(events).isEmpty();
        loop.advance(DEADLINE / 2);
        assertThat(events).containsExactly("stalled");
    }

    @Test
    void anyMovementRestartsTheDeadline() {
        offer(100);
        buffer.flush(stream);
        ByteBuf bytes = writes.element().bytes;
        for (int i = 0; i < 20; i++) {
            loop.advance(DEADLINE * 7 / 10);
            bytes.skipBytes(1);
        }
        assertThat(events).isEmpty();
        loop.advance(2 * DEADLINE);
        assertThat(events).containsExactly("stalled");
    }

    @Test
    void idleBufferKeepsNoTimer() {
        offer(1);
        buffer.flush(stream);
        writes.remove().take();
        loop.advance(10 * DEADLINE);
        assertThat(loop.scheduled()).isZero();
        assertThat(events).isEmpty();
    }

    @Test
    void deadlineThatIsNotPositiveIsOff() {
        buffer = new OutboundBuffer(buffers, HIGH_WATER, 0, loop, owner);
        offer(1);
        buffer.flush(stream);
        assertThat(loop.scheduled()).isZero();
    }

    @Test
    void failedWriteIsTold() {
        offer(1);
        buffer.flush(stream);
        Write write = writes.remove();
        write.bytes.release();
        write.promise.setFailure(new IOException("stopped"));
        assertThat(events).containsExactly("failed");
    }
}
