package io.nodenet.transport.quic.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LendingAllocatorTest {
    private final UnpooledByteBufAllocator pool = new UnpooledByteBufAllocator(true, true);
    private final LendingAllocator buffers = new LendingAllocator(ImmediateEventExecutor.INSTANCE, pool);

    @AfterEach
    void nothingIsLeft() {
        buffers.close();
        buffers.close();
        assertThat(pool.metric().usedDirectMemory()).isZero();
        assertThat(pool.metric().usedHeapMemory()).isZero();
    }

    private List<ByteBuf> take(int count) {
        List<ByteBuf> taken = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            taken.add(buffers.directBuffer(1350));
        }
        return taken;
    }

    @Test
    void bufferThatWasReleasedIsLentAgainAndEmpty() {
        ByteBuf first = buffers.directBuffer(1350);
        first.writeLong(1).readByte();
        first.release();

        ByteBuf second = buffers.directBuffer(LendingAllocator.CAPACITY);

        assertThat(second).isSameAs(first);
        assertThat(second.readerIndex()).isZero();
        assertThat(second.writableBytes()).isEqualTo(LendingAllocator.CAPACITY);
        second.release();
    }

    @Test
    void bufferThatSomebodyHoldsIsNotLentToAnother() {
        ByteBuf held = buffers.directBuffer(1350).writeLong(7);
        ByteBuf view = held.retainedSlice();
        held.release();

        ByteBuf next = buffers.directBuffer(1350).writeLong(8);

        assertThat(view.getLong(0)).isEqualTo(7);
        view.release();
        next.release();
    }

    @Test
    void idleAllocatorHoldsWhatTheLargestBurstNeededAtMost() {
        List<ByteBuf> burst = take(LendingAllocator.MAX_LENT + 5);
        Set<ByteBuf> different = Collections.newSetFromMap(new IdentityHashMap<>());
        different.addAll(burst);
        assertThat(different.size()).isEqualTo(burst.size());
        List<ByteBuf> numbers = new ArrayList<>();
        for (int i = 0; i < LendingAllocator.MAX_LENT + 5; i++) {
            numbers.add(buffers.directBuffer(8));
        }

        burst.forEach(ByteBuf::release);
        numbers.forEach(ByteBuf::release);

        assertThat(pool.metric().usedDirectMemory()).isEqualTo(LendingAllocator.MAX_BYTES);
    }

    @Test
    void whileOneIsHeldForLongTheOthersAreLent() {
        List<ByteBuf> burst = take(LendingAllocator.MAX_LENT);
        burst.subList(1, burst.size()).forEach(ByteBuf::release);
        buffers.directBuffer(1350).release(); // in place of the one that is held

        for (ByteBuf free : burst.subList(1, burst.size())) {
            ByteBuf again = buffers.directBuffer(1350);
            assertThat(again).isSameAs(free);
            again.release();
        }

        burst.get(0).release();
        ByteBuf first = buffers.directBuffer(1350);
        assertThat(first).isSameAs(burst.get(0));
        first.release();
    }

    @Test
    void bufferThatHasGrownIsNotKept() {
        ByteBuf grown = buffers.directBuffer(10);
        grown.writeZero(LendingAllocator.CAPACITY);
        grown.release();

        ByteBuf next = buffers.directBuffer(10);

        assertThat(next.capacity()).isEqualTo(LendingAllocator.SMALL_CAPACITY);
        next.release();
        assertThat(pool.metric().usedDirectMemory()).isEqualTo(LendingAllocator.SMALL_CAPACITY);
    }

    @Test
    void largerBuffersAndThoseWithALimitAndThoseOfTheHeapAreOfThePool() {
        ByteBuf large = buffers.directBuffer(LendingAllocator.CAPACITY + 1);
        ByteBuf limited = buffers.directBuffer(10, 100);
        ByteBuf heap = buffers.heapBuffer(10);

        assertThatThrownBy(() -> limited.writeZero(101)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(heap.hasArray()).isTrue();
        assertThat(List.of(large, limited, heap)).allMatch(buffer -> buffer.refCnt() == 1);
        large.release();
        limited.release();
        heap.release();
        assertThat(pool.metric().usedDirectMemory()).isZero();
    }

    @Test
    void otherThreadsGetBuffersOfThePool() {
        DefaultEventExecutor elsewhere = new DefaultEventExecutor();
        try (LendingAllocator ofAnother = new LendingAllocator(elsewhere, pool)) {
            ByteBuf buffer = ofAnother.directBuffer(10);
            assertThat(buffer.refCnt()).isEqualTo(1);
            buffer.release();
        } finally {
            elsewhere.shutdownGracefully();
        }
    }

    @Test
    void bufferThatIsLentOutlivesTheAllocator() {
        ByteBuf lent = buffers.directBuffer(1350).writeLong(7);

        buffers.close();

        assertThat(lent.getLong(0)).isEqualTo(7);
        lent.release();
        ByteBuf late = buffers.directBuffer(1350);
        assertThat(late.refCnt()).isEqualTo(1);
        late.release();
    }
}
