package io.nodenet.transport.quic.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.DefaultEventLoop;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FlushQueueTest {
    private final DefaultEventLoop eventLoop = new DefaultEventLoop();
    private final EventLoopNodeLoop loop = new EventLoopNodeLoop(eventLoop);
    private final FlushQueue flushes = new FlushQueue(eventLoop, loop);
    private final List<String> flushed = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void endLoop() {
        eventLoop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private void onLoop(Runnable task) {
        eventLoop.submit(task).syncUninterruptibly();
    }

    private Flushable connection(String name) {
        return () -> flushed.add(name);
    }

    private Flushable broken() {
        return () -> {
            throw new IllegalStateException("a write that fails as none should");
        };
    }

    @Test
    void whatQueuesOutsideOfABurstIsServedBehindTheTasksThatAreQueuedAlready() {
        onLoop(() -> {
            flushes.add(connection("a"));
            eventLoop.execute(() -> flushed.add("task"));
            flushes.add(connection("b"));
        });
        onLoop(() -> {});

        assertThat(flushed).containsExactly("a", "b", "task");
    }

    @Test
    void whatQueuesInABurstIsServedAtItsEnd() {
        onLoop(() -> {
            flushes.beginBurst();
            flushes.add(connection("a"));
            flushed.add("read");
            flushes.endBurst();
            flushed.add("end");
        });

        assertThat(flushed).containsExactly("read", "a", "end");
    }

    @Test
    void allIsReadBeforeTheFirstOneWrites() {
        onLoop(() -> {
            flushes.beginBurst();
            flushes.add(connection("a"));
            flushes.addUnread(() -> {
                flushed.add("rest of b");
                flushes.add(connection("answer of b"));
            });
            flushes.addUnread(() -> flushed.add("rest of c"));
            flushes.endBurst();
            flushed.add("end");
        });

        assertThat(flushed).containsExactly("rest of b", "rest of c", "a", "answer of b", "end");
    }

    @Test
    void whatIsUnreadOutsideOfABurstIsReadOnceAndSoon() {
        onLoop(() -> flushes.addUnread(() -> flushed.add("rest")));
        onLoop(() -> flushed.add("next"));

        assertThat(flushed).containsExactly("rest", "next");
    }

    @Test
    void connectionThatCannotReadHoldsUpNoOther() {
        onLoop(() -> {
            flushes.beginBurst();
            flushes.addUnread(() -> {
                throw new IllegalStateException("a read that fails as none should");
            });
            flushes.addUnread(() -> flushed.add("rest"));
            flushes.add(connection("a"));
            flushes.endBurst();
        });

        assertThat(flushed).containsExactly("rest", "a");
    }

    @Test
    void connectionThatFailsHoldsUpNoOtherAndTheTurnEnds() {
        onLoop(() -> {
            flushes.beginBurst();
            flushes.add(broken());
            flushes.add(connection("behind it"));
            flushes.endBurst();
        });
        long turn = loop.turn();
        onLoop(() -> loop.run(() -> flushed.add("next turn")));

        assertThat(flushed).containsExactly("behind it", "next turn");
        assertThat(loop.turn()).isEqualTo(turn + 1);
    }
}
