package io.nodenet.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodenet.NodenetTimeoutException;
import io.nodenet.identity.Identity;
import io.nodenet.node.Node;
import io.nodenet.node.NodeSnapshot;
import io.nodenet.transport.quic.QuicTransport;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class NodeSnapshotsTest {
    private final NodeSnapshot snapshot = snapshot();
    private final Deque<Runnable> asked = new ArrayDeque<>();
    private boolean hangs;
    private int count;
    private long nowNanos;
    private final NodeSnapshots snapshots =
            new NodeSnapshots(this::ask, () -> nowNanos, this::execute, () -> {}, Duration.ofMillis(1));

    private static NodeSnapshot snapshot() {
        Node node = Node.builder()
                .identity(Identity.generate())
                .difficulty(0)
                .transport(QuicTransport.factory(quic -> quic.bind("127.0.0.1", 0)))
                .build();
        node.close();
        return node.snapshot();
    }

    private NodeSnapshot ask() {
        count++;
        return snapshot;
    }

    /** Asks at once, or, while the loop hangs, when the test wants. */
    private void execute(Runnable task) {
        if (hangs) {
            asked.add(task);
        } else {
            task.run();
        }
    }

    private void pass(Duration time) {
        nowNanos += time.toNanos();
    }

    @Test
    void nodeIsAskedOnceInHalfASecond() {
        assertThat(snapshots.get()).isSameAs(snapshots.get());
        assertThat(count).isOne();

        pass(Duration.ofMillis(501));
        snapshots.get();
        assertThat(count).isEqualTo(2);
    }

    @Test
    void whoAsksAfterALoopDidNotAnswerDoesNotWaitForItAgain() {
        snapshots.get();
        pass(Duration.ofSeconds(1));
        hangs = true;
        for (int i = 0; i < 100; i++) {
            assertThatThrownBy(snapshots::get).isInstanceOf(NodenetTimeoutException.class);
        }
        assertThat(asked).hasSize(1);
        assertThat(snapshots.unanswered()).isEqualTo(1);
        assertThat(snapshots.last()).as("as old as it is").isSameAs(snapshot);

        pass(Duration.ofMillis(5001));
        assertThatThrownBy(snapshots::get).isInstanceOf(NodenetTimeoutException.class);
        assertThat(asked).as("it is not asked twice at a time").hasSize(1);
        assertThat(snapshots.unanswered()).isEqualTo(2);
    }

    @Test
    void lateAnswerCounts() {
        hangs = true;
        assertThatThrownBy(snapshots::get).isInstanceOf(NodenetTimeoutException.class);
        assertThat(snapshots.last()).isNull();

        asked.remove().run();

        assertThat(snapshots.get()).isSameAs(snapshot);
    }

    @Test
    void nodeThatRefusesToAnswerIsCounted() {
        NodeSnapshots failing = new NodeSnapshots(
                () -> {
                    throw new NodenetTimeoutException("thrown on purpose");
                },
                () -> nowNanos,
                Runnable::run,
                () -> {},
                Duration.ofSeconds(20));

        assertThatThrownBy(failing::get).hasMessage("thrown on purpose");
        assertThat(failing.unanswered()).isEqualTo(1);
    }

    @Test
    void readersOfAHangingLoopDoNotWaitForEachOther() throws Exception {
        CompletableFuture<NodeSnapshot> loop = new CompletableFuture<>();
        Duration patience = Duration.ofMillis(200);
        List<Thread> threads = new CopyOnWriteArrayList<>();
        NodeSnapshots hanging = new NodeSnapshots(
                loop::join,
                System::nanoTime,
                task -> {
                    Thread thread = new Thread(task);
                    threads.add(thread);
                    thread.start();
                },
                () -> {},
                patience);

        List<CompletableFuture<Void>> readers = IntStream.range(0, 8)
                .mapToObj(i -> CompletableFuture.runAsync(
                        () -> assertThatThrownBy(hanging::get).isInstanceOf(NodenetTimeoutException.class),
                        task -> new Thread(task).start()))
                .toList();
        CompletableFuture.allOf(readers.toArray(CompletableFuture[]::new)).get(20, TimeUnit.SECONDS);

        assertThat(threads).as("asked once").hasSize(1);
        assertThat(hanging.unanswered()).isEqualTo(1);
        loop.complete(snapshot);
        Awaitility.await().until(() -> hanging.last() == snapshot);
    }
}
