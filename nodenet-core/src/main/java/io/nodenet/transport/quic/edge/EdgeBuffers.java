package io.nodenet.transport.quic.edge;

import io.netty.buffer.PooledByteBufAllocator;

/** The buffers that the edges of a transport use in turn. The loop only. */
public final class EdgeBuffers implements AutoCloseable {
    private final SpareBuffer inbound = new SpareBuffer(PooledByteBufAllocator.DEFAULT::heapBuffer);
    private final SpareBuffer outbound = new SpareBuffer(PooledByteBufAllocator.DEFAULT::directBuffer);

    /** Returns what gives buffers of the heap, for what is received. */
    SpareBuffer inbound() {
        return inbound;
    }

    /** Returns what gives direct buffers, for what is sent. */
    SpareBuffer outbound() {
        return outbound;
    }

    /** Drops the buffers, once all edges have ended. Idempotent. */
    @Override
    public void close() {
        inbound.close();
        outbound.close();
    }
}
