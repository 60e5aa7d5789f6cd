package io.nodenet.transport.quic.edge;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.concurrent.EventExecutor;

/** The buffers that the edges of a transport use in turn. The loop only. */
public final class EdgeBuffers implements AutoCloseable {
    private final SpareBuffer inbound = new SpareBuffer(PooledByteBufAllocator.DEFAULT::heapBuffer);
    private final LendingAllocator direct;

    /**
     * Creates them.
     *
     * @param loop the loop of the transport
     */
    public EdgeBuffers(EventExecutor loop) {
        direct = new LendingAllocator(loop, PooledByteBufAllocator.DEFAULT);
    }

    /** Returns what gives buffers of the heap, for what is received. */
    SpareBuffer inbound() {
        return inbound;
    }

    /** Returns what gives direct buffers to the codec, and for what is sent. */
    ByteBufAllocator direct() {
        return direct;
    }

    /** Drops the buffers, once all edges have ended. Idempotent. */
    @Override
    public void close() {
        inbound.close();
        direct.close();
    }
}
