package io.nodenet.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import org.junit.jupiter.api.Test;

class LeakGuardTest {
    private static final String MARK = "leaked on purpose by LeakGuardTest";

    @Test
    void detectionIsParanoid() {
        assertThat(ResourceLeakDetector.getLevel()).isEqualTo(ResourceLeakDetector.Level.PARANOID);
    }

    @Test
    void lostBufferIsReportedWithItsLastTouch() {
        try {
            loseBuffer();

            assertThat(LeakGuard.collect()).anyMatch(leak -> leak.contains(MARK));
        } finally {
            LeakGuard.forget(MARK);
        }
    }

    @Test
    void releasedBufferIsNotReported() {
        String mark = "released by LeakGuardTest";
        PooledByteBufAllocator.DEFAULT.heapBuffer(16).touch(mark).release();

        assertThat(LeakGuard.collect()).noneMatch(leak -> leak.contains(mark));
    }

    private static void loseBuffer() {
        PooledByteBufAllocator.DEFAULT.heapBuffer(16).touch(MARK);
    }
}
