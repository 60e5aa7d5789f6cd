package io.nodenet.transport.quic;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.DefaultEventLoop;
import io.nodenet.transport.DurationHistogram;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventLoopNodeLoopTest {
    private static final long LONG_TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(12);

    private final DefaultEventLoop eventLoop = new DefaultEventLoop();
    private final EventLoopNodeLoop loop = new EventLoopNodeLoop(eventLoop);

    @AfterEach
    void endLoop() {
        eventLoop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    /** Waits until everything that was submitted before is done. */
    private void settle() {
        eventLoop.submit(() -> {}).syncUninterruptibly();
    }

    private static void spin(long nanos) {
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() - end < 0) {
            Thread.onSpinWait();
        }
    }

    @Test
    void eachTurnIsCountedWithTheTimeItTook() {
        assertThat(loop.turns()).isEqualTo(DurationHistogram.Snapshot.EMPTY);

        loop.execute(() -> {});
        loop.execute(() -> spin(LONG_TURN_NANOS));
        settle();

        DurationHistogram.Snapshot turns = loop.turns();
        assertThat(turns.count()).isEqualTo(2);
        assertThat(turns.maxNanos()).isGreaterThanOrEqualTo(LONG_TURN_NANOS);
        assertThat(turns.totalNanos()).isGreaterThanOrEqualTo(turns.maxNanos());
        assertThat(turns.quantileNanos(1)).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(10));
    }

    @Test
    void aTaskWithinATurnIsAPartOfIt() {
        loop.execute(() -> {
            loop.beginTurn();
            loop.run(() -> {});
            loop.endTurn();
        });
        settle();

        assertThat(loop.turns().count()).isOne();
    }

    @Test
    void aTaskThatFailsEndsItsTurn() {
        loop.execute(() -> {
            throw new IllegalStateException("on purpose");
        });
        loop.execute(() -> {});
        settle();

        assertThat(loop.turns().count()).isEqualTo(2);
    }

    @Test
    void theClockStandsStillWithinATurn() {
        boolean[] still = new boolean[1];
        loop.execute(() -> {
            long nanos = loop.nanos();
            long wall = loop.wallNanos();
            spin(1000);
            still[0] = loop.nanos() == nanos && loop.wallNanos() == wall;
        });
        settle();

        assertThat(still[0]).isTrue();
    }
}
