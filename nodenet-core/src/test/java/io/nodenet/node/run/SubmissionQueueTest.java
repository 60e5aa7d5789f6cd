package io.nodenet.node.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodenet.transport.NodeLoop;
import io.nodenet.transport.TimeSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class SubmissionQueueTest {
    private final Turns loop = new Turns();
    private final SubmissionQueue queue = new SubmissionQueue(loop);
    private final List<Integer> done = new ArrayList<>();

    /** A loop that runs its tasks at once in a turn, and what is scheduled after the socket was looked at. */
    private static final class Turns implements NodeLoop {
        final Queue<Runnable> tasks = new ArrayDeque<>();
        final Queue<Runnable> afterIo = new ArrayDeque<>();

        @Override
        public void execute(Runnable task) {
            tasks.add(task);
        }

        @Override
        public boolean inLoop() {
            return true;
        }

        @Override
        public Timer schedule(Runnable task, long delayNanos) {
            assertThat(delayNanos).isZero();
            afterIo.add(task);
            return () -> {};
        }

        @Override
        public TimeSource time() {
            throw new UnsupportedOperationException();
        }

        /** Runs all tasks, as a loop does before it looks at its socket. */
        void round() {
            tasks.addAll(afterIo);
            afterIo.clear();
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                task.run();
            }
        }
    }

    private void add(int number) {
        queue.add(() -> done.add(number));
    }

    @Test
    void socketIsLookedAtAfterEachShareAndTheOrderIsKept() {
        for (int i = 0; i < 2 * SubmissionQueue.SHARE + 1; i++) {
            add(i);
        }
        loop.round();
        assertThat(done).hasSize(64);
        add(2 * SubmissionQueue.SHARE + 1);
        loop.round();
        assertThat(done).hasSize(128);
        loop.round();

        assertThat(done).hasSize(130).isSorted();
        assertThat(loop.afterIo).isEmpty();
        add(130);
        loop.round();
        assertThat(done).hasSize(131);
    }

    @Test
    void taskThatFailsKeepsNobodyElseWaiting() {
        queue.add(() -> {
            throw new IllegalStateException("odd");
        });
        add(1);

        assertThatThrownBy(loop::round).hasMessage("odd");
        loop.round();

        assertThat(done).containsExactly(1);
    }

    @Test
    void everythingIsTakenUpAtTheEnd() {
        for (int i = 0; i < 3 * SubmissionQueue.SHARE; i++) {
            add(i);
        }

        queue.takeUpAll();

        assertThat(done).hasSize(192).isSorted();
        loop.round();
        assertThat(done).hasSize(192);
    }
}
