package io.nodenet.transport.quic.edge;

import io.netty.buffer.ByteBuf;
import io.nodenet.wire.FrameCodec;
import io.nodenet.wire.Varint;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the bytes of an edge's stream into frames: {@code uvarint length | frame}, repeated (docs/protocol/04, section 5, [C]).
 *
 * <p>All frames of a chunk are handed out from one heap buffer without copying each; the buffer lives only while it holds
 * bytes, so an idle connection holds none. A receiver that retains a frame keeps that buffer: from then on the decoder never
 * writes to it again. The loop only.
 */
final class FrameDecoder {
    /** The largest frame in bytes, 65,536, [C]. */
    static final int MAX_FRAME = FrameCodec.MAX_PACKET;

    private static final int MAX_PREFIX = Varint.MAX_LENGTH;

    /** Room for some packets, once frames come in one behind the other: the rest of each would be copied again otherwise. */
    private static final int STREAMING_BYTES = 16 << 10;

    private static final int TOO_LARGE = -1;
    private static final int INCOMPLETE = -2;

    /** Takes the frames. */
    interface Sink {
        /** Takes one frame, borrowed; returns whether it wants the next one, else {@link #resume} hands it out later. */
        boolean onFrame(ByteBuf frame);
    }

    private final SpareBuffer buffers;
    private final Sink sink;
    private @Nullable ByteBuf cumulation;
    private boolean shared;
    private boolean enough;
    private int position;
    private int end;
    private int prefixEnd;

    /**
     * Creates the decoder of one stream.
     *
     * @param buffers gives buffers of the heap
     */
    FrameDecoder(SpareBuffer buffers, Sink sink) {
        this.buffers = buffers;
        this.sink = sink;
    }

    /**
     * Takes a chunk of the stream, which is borrowed, and hands out the frames that are complete, unless the sink has had enough.
     *
     * @return false if a length is beyond 65,536 or 64 bits: nothing was allocated for it and the stream cannot go on
     */
    boolean decode(ByteBuf chunk) {
        if (chunk.isReadable()) {
            append(chunk);
        }
        return enough || drain();
    }

    /**
     * Hands out the frames that were held back because the sink had enough.
     *
     * @return false as {@link #decode}
     */
    boolean resume() {
        enough = false;
        return drain();
    }

    /** Returns whether the sink had enough and was not resumed yet. */
    boolean isHeldBack() {
        return enough;
    }

    private boolean drain() {
        ByteBuf buffer = cumulation;
        while (buffer != null && !enough) {
            int length = readPrefix(buffer);
            if (length == TOO_LARGE) {
                return false;
            }
            if (length == INCOMPLETE || end - prefixEnd < length) {
                return true;
            }
            position = prefixEnd + length;
            enough = !deliver(buffer, prefixEnd, length);
            if (position == end) {
                close();
            }
            buffer = cumulation;
        }
        return true;
    }

    /** Returns whether it holds bytes: of a frame whose end has not arrived, or of frames that are held back. */
    boolean isInsideFrame() {
        return cumulation != null;
    }

    /** Drops what is left. Idempotent; not from within the sink, whose frame it would free. */
    void close() {
        ByteBuf buffer = cumulation;
        if (buffer != null) {
            cumulation = null;
            buffers.give(buffer);
        }
    }

    /** Returns the length at {@link #position} and moves {@link #prefixEnd} behind it, or answers why there is none. */
    private int readPrefix(ByteBuf buffer) {
        byte[] array = buffer.array();
        int at = buffer.arrayOffset() + position;
        long value = 0;
        int available = Math.min(end - position, MAX_PREFIX);
        for (int i = 0; i < available; i++) {
            int next = array[at + i];
            if (i == MAX_PREFIX - 1 && (next & 0xfe) != 0) {
                return TOO_LARGE;
            }
            value |= (next & 0x7fL) << (7 * i);
            if (next >= 0) {
                prefixEnd = position + i + 1;
                return value < 0 || value > MAX_FRAME ? TOO_LARGE : (int) value;
            }
        }
        return INCOMPLETE;
    }

    /** Hands out one frame: the buffer itself as long as nobody else holds it, a view of it afterwards. */
    private boolean deliver(ByteBuf buffer, int from, int length) {
        if (shared) {
            ByteBuf view = buffer.retainedSlice(from, length);
            try {
                return sink.onFrame(view);
            } finally {
                view.release();
            }
        }
        buffer.setIndex(from, from + length);
        boolean more = sink.onFrame(buffer);
        shared = buffer.refCnt() > 1;
        return more;
    }

    private void append(ByteBuf chunk) {
        int added = chunk.readableBytes();
        ByteBuf old = cumulation;
        if (old != null && !(shared && old.refCnt() > 1) && old.capacity() - end >= added) {
            shared = false;
            old.setBytes(end, chunk, chunk.readerIndex(), added);
            end += added;
            return;
        }
        int left = old == null ? 0 : end - position;
        int room = left == 0 ? added : Math.max(STREAMING_BYTES, Math.max(added + left, 2 * left));
        ByteBuf grown = buffers.take(room);
        if (old != null) {
            grown.setBytes(0, old, position, left);
            buffers.give(old);
        }
        grown.setBytes(left, chunk, chunk.readerIndex(), added);
        cumulation = grown;
        shared = false;
        position = 0;
        end = left + added;
    }
}
