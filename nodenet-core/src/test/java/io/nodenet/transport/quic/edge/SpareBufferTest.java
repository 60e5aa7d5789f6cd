package io.nodenet.transport.quic.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SpareBufferTest {
    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false, true);
    private final SpareBuffer buffers = new SpareBuffer(allocator::heapBuffer);

    @AfterEach
    void nothingIsLeft() {
        buffers.close();
        buffers.close();
        assertThat(allocator.metric().usedHeapMemory()).isZero();
    }

    @Test
    void bufferThatIsGivenBackIsEmptyWhenItIsTakenAgain() {
        ByteBuf first = buffers.take(10);
        first.writeLong(1);
        first.readByte();
        buffers.give(first);

        ByteBuf second = buffers.take(SpareBuffer.CAPACITY);

        assertThat(second).isSameAs(first);
        assertThat(second.readableBytes()).isZero();
        assertThat(second.writableBytes()).isEqualTo(SpareBuffer.CAPACITY);
        buffers.give(second);
    }

    @Test
    void twoThatNeedOneAtATimeGetDifferentOnes() {
        ByteBuf first = buffers.take(10);
        ByteBuf second = buffers.take(10);

        assertThat(second).isNotSameAs(first);
        buffers.give(first);
        buffers.give(second);
        assertThat(allocator.metric().usedHeapMemory()).as("one is kept").isEqualTo(SpareBuffer.CAPACITY);
    }

    @Test
    void bufferThatSomebodyStillHoldsIsNotUsedAgain() {
        ByteBuf held = buffers.take(10);
        ByteBuf view = held.writeLong(7).retainedSlice();
        buffers.give(held);

        ByteBuf next = buffers.take(10);
        next.writeLong(8);

        assertThat(view.getLong(0)).isEqualTo(7);
        view.release();
        buffers.give(next);
    }

    @Test
    void largeBufferIsNotKept() {
        ByteBuf large = buffers.take(SpareBuffer.CAPACITY + 1);
        ByteBuf grown = buffers.take(10).writeZero(SpareBuffer.CAPACITY + 1);

        buffers.give(large);
        buffers.give(grown);

        assertThat(allocator.metric().usedHeapMemory()).isZero();
    }

    @Test
    void nothingIsKeptAfterTheEnd() {
        ByteBuf late = buffers.take(10);
        buffers.close();

        buffers.give(late);

        assertThat(late.refCnt()).isZero();
    }
}
