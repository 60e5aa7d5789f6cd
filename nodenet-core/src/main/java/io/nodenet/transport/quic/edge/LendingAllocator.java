package io.nodenet.transport.quic.edge;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;

/**
 * Lends the same few small direct buffers again and again: the codec wants up to six for each packet that it sends or receives, and to
 * take each from a pool and to give it back costs more than to fill it.
 *
 * <p>A buffer that is lent has one reference more than its user knows, and is lent again when only that is left. Who needs another
 * size, or more at a time, or is not on the loop, gets one of the pool. Idle transports hold what the largest burst needed,
 * {@value #MAX_BYTES} bytes at most.
 */
final class LendingAllocator extends AbstractByteBufAllocator implements AutoCloseable {
    /** The bytes of a large buffer, which are those of one packet and some more. */
    static final int CAPACITY = 2048;

    /** The bytes of a small one, for a number that native code returns. */
    static final int SMALL_CAPACITY = 64;

    /** How many of each size are lent at a time; the codec has written 20 packets before it has them sent. */
    static final int MAX_LENT = 32;

    static final int MAX_BYTES = MAX_LENT * (CAPACITY + SMALL_CAPACITY);

    private final EventExecutor loop;
    private final ByteBufAllocator pool;
    private final Shelf large;
    private final Shelf small;
    private boolean closed;

    /**
     * Creates one that holds nothing yet.
     *
     * @param loop on which buffers are lent
     * @param pool gives the buffers, and those that are not lent
     */
    LendingAllocator(EventExecutor loop, ByteBufAllocator pool) {
        super(true);
        this.loop = loop;
        this.pool = pool;
        this.large = new Shelf(CAPACITY);
        this.small = new Shelf(SMALL_CAPACITY);
    }

    @Override
    protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
        if (initialCapacity <= CAPACITY && maxCapacity >= CAPACITY && !closed && loop.inEventLoop()) {
            return (initialCapacity <= SMALL_CAPACITY ? small : large).lend(initialCapacity, maxCapacity);
        }
        return pool.directBuffer(initialCapacity, maxCapacity);
    }

    @Override
    protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
        return pool.heapBuffer(initialCapacity, maxCapacity);
    }

    @Override
    public boolean isDirectBufferPooled() {
        return true;
    }

    /** Drops the buffers; those that are still lent go with their users. From then on none is lent. Idempotent. */
    @Override
    public void close() {
        closed = true;
        large.clear();
        small.clear();
    }

    /** The buffers of one size. */
    private final class Shelf {
        private final int capacity;
        private final List<ByteBuf> buffers = new ArrayList<>(MAX_LENT);
        private int next;

        Shelf(int capacity) {
            this.capacity = capacity;
        }

        ByteBuf lend(int initialCapacity, int maxCapacity) {
            if (next == MAX_LENT || (next > 0 && buffers.get(0).refCnt() == 1)) {
                next = 0; // the first ones are still in the processor's cache
            }
            if (next == buffers.size()) {
                buffers.add(pool.directBuffer(capacity));
            }
            int index = next++;
            ByteBuf buffer = buffers.get(index);
            if (buffer.refCnt() > 1) {
                return pool.directBuffer(initialCapacity, maxCapacity);
            }
            if (buffer.capacity() != capacity) {
                buffer.release();
                buffer = pool.directBuffer(capacity);
                buffers.set(index, buffer);
            }
            return buffer.clear().retain();
        }

        void clear() {
            buffers.forEach(ByteBuf::release);
            buffers.clear();
            next = 0;
        }
    }
}
