package io.nodenet.transport.quic.media;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledHeapByteBuf;

/**
 * An empty buffer behind each datagram that is handed to the codec, which tells whether the codec took it.
 *
 * <p>When its queue is full the codec drops what it was given and reports success (T5). But it looks at one buffer after the other, and at none
 * behind the one that it cannot take: it asks each that it comes to for its length, and passes over the empty ones. So as many datagrams were
 * taken as markers were asked. The loop only.
 */
final class Marker extends UnpooledHeapByteBuf {
    private int asked;

    Marker() {
        super(UnpooledByteBufAllocator.DEFAULT, 0, 0);
    }

    /** It is written again and again. */
    @Override
    public boolean release() {
        return false;
    }

    @Override
    public int readableBytes() {
        asked++;
        return 0;
    }

    /** Begins to count. */
    void reset() {
        asked = 0;
    }

    /** Returns how often it was asked since then. */
    int asked() {
        return asked;
    }
}
