package io.nodenet.transport.quic.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.DefaultEventLoop;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.nodenet.metrics.DurationHistogram;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventLoopNodeLoopTest {
    private static final long LONG_TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(12);

    private static final int CHAIN = 50;

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
    void aTaskForAfterTheSocketWaitsForARoundOfTheLoopAndAnExecutedOneDoesNot() {
        AtomicLong rounds = new AtomicLong();
        MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, counting(rounds));
        try {
            EventLoopNodeLoop node = new EventLoopNodeLoop(group.next());
            CompletableFuture<Long> yielding = new CompletableFuture<>();
            CompletableFuture<Long> insisting = new CompletableFuture<>();

            node.execute(() -> chain(node::afterIo, rounds, rounds.get(), CHAIN, yielding));
            yielding.join();
            node.execute(() -> chain(node::execute, rounds, rounds.get(), CHAIN, insisting));

            assertThat(yielding.join()).isGreaterThanOrEqualTo(CHAIN);
            assertThat(insisting.join()).isLessThan(CHAIN);
        } finally {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }

    /** Runs tasks that call for each other; returns how many rounds of the loop that took. */
    private static void chain(
            Consumer<Runnable> next, AtomicLong rounds, long begun, int left, CompletableFuture<Long> result) {
        if (left == 0) {
            result.complete(rounds.get() - begun);
        } else {
            next.accept(() -> chain(next, rounds, begun, left - 1, result));
        }
    }

    /** Makes handlers of NIO that count how often they look at their sockets. */
    private static IoHandlerFactory counting(AtomicLong rounds) {
        IoHandlerFactory nio = NioIoHandler.newFactory();
        return executor -> {
            IoHandler real = nio.newHandler(executor);
            return (IoHandler) Proxy.newProxyInstance(
                    IoHandler.class.getClassLoader(), new Class<?>[] {IoHandler.class}, (proxy, method, arguments) -> {
                        if (method.getName().equals("run")) {
                            rounds.incrementAndGet();
                        }
                        return method.invoke(real, arguments);
                    });
        };
    }

    @Test
    void theClocksStandStillWithinATurn() throws Exception {
        eventLoop
                .submit(() -> loop.run(() -> {
                    long nanos = loop.nanos();
                    long wall = loop.wallNanos();
                    spin(TimeUnit.MILLISECONDS.toNanos(2));
                    assertThat(loop.nanos()).isEqualTo(nanos);
                    assertThat(loop.wallNanos()).isEqualTo(wall);
                    loop.run(() -> assertThat(loop.nanos()).isEqualTo(nanos));
                }))
                .get(5, TimeUnit.SECONDS);
    }

    @Test
    void theClocksRunOutsideOfTurns() throws Exception {
        eventLoop
                .submit(() -> {
                    long first = loop.nanos();
                    spin(TimeUnit.MILLISECONDS.toNanos(2));
                    assertThat(loop.nanos()).isGreaterThan(first);
                })
                .get(5, TimeUnit.SECONDS);
        assertThat(Math.abs(loop.wallNanos() - System.currentTimeMillis() * 1_000_000))
                .isLessThan(1_000_000_000L);
    }
}
