package io.nodenet.transport.quic.edge;

import io.netty.buffer.ByteBuf;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one small buffer at hand between two uses: most buffers of an edge are small and live for a part of a turn, and to take each from the
 * pool and give it back would cost more than to fill it. All edges of a transport share one, so that an idle one holds none. The loop only.
 */
final class SpareBuffer implements AutoCloseable {
    /** The bytes of the buffer that is kept, which are those of one packet and some more. */
    static final int CAPACITY = 2048;

    private final IntFunction<ByteBuf> allocate;
    private @Nullable ByteBuf spare;
    private boolean closed;

    /**
     * Creates one that keeps nothing yet.
     *
     * @param allocate makes a buffer of so many bytes
     */
    SpareBuffer(IntFunction<ByteBuf> allocate) {
        this.allocate = allocate;
    }

    /** Returns an empty buffer with room for at least so many bytes, which belongs to the caller. */
    ByteBuf take(int bytes) {
        if (bytes > CAPACITY) {
            return allocate.apply(bytes);
        }
        ByteBuf kept = spare;
        spare = null;
        return kept == null ? allocate.apply(CAPACITY) : kept;
    }

    /** Takes a buffer over from the caller, and keeps it if it has the size and nobody else holds it. */
    void give(ByteBuf buffer) {
        if (closed || spare != null || buffer.capacity() != CAPACITY || buffer.refCnt() > 1) {
            buffer.release();
        } else {
            spare = buffer.clear();
        }
    }

    /** Drops the buffer; from then on none is kept. Idempotent. */
    @Override
    public void close() {
        closed = true;
        ByteBuf kept = spare;
        if (kept != null) {
            spare = null;
            kept.release();
        }
    }
}
