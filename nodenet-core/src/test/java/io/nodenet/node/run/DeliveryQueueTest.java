package io.nodenet.node.run;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.kad.NodeId;
import io.nodenet.node.InboundMessage;
import io.nodenet.node.MemoryNode;
import io.nodenet.node.MessagePath;
import io.nodenet.node.NodeSnapshot;
import io.nodenet.node.core.port.DeliveryResult;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class DeliveryQueueTest {
    private final Queue<Runnable> tasks = new ArrayDeque<>();

    private static InboundMessage message(int originator, int size) {
        byte[] id = new byte[NodeId.LENGTH];
        id[31] = (byte) originator;
        return new InboundMessage(NodeId.of(id, 0), MessagePath.ROUTED, Instant.EPOCH, new byte[size]);
    }

    private void runTasks() {
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
    }

    @Test
    void receiverThatIsLetGoGetsWhatWaitsAndTheNextOneTheRest() {
        DeliveryQueue queue = new DeliveryQueue(tasks::add, 16, 1 << 20);
        List<InboundMessage> first = new ArrayList<>();
        List<InboundMessage> second = new ArrayList<>();
        queue.receiver(first::add);
        queue.offer(message(1, 1));
        queue.offer(message(1, 2));

        CompletableFuture<Void> released = queue.release(false);
        queue.offer(message(1, 3));
        queue.offer(message(2, 4));
        assertThat(released).isNotDone();
        runTasks();
        assertThat(released).isCompleted();
        assertThat(first).containsExactly(message(1, 1), message(1, 2));

        queue.receiver(second::add);
        runTasks();
        assertThat(second).containsExactlyInAnyOrder(message(1, 3), message(2, 4));
        assertThat(queue.messages().used()).isZero();
    }

    @Test
    void closedQueueHandsOverWhatItTookAndTakesNothingUntilThereIsAReceiver() {
        DeliveryQueue queue = new DeliveryQueue(tasks::add, 16, 1 << 20);
        List<InboundMessage> handled = new ArrayList<>();
        queue.receiver(handled::add);
        assertThat(queue.offer(message(1, 1))).isEqualTo(DeliveryResult.TAKEN);

        CompletableFuture<Void> released = queue.release(true);
        assertThat(queue.offer(message(1, 2))).isEqualTo(DeliveryResult.CLOSED);
        assertThat(queue.offer(message(2, 3))).as("of another originator").isEqualTo(DeliveryResult.CLOSED);
        runTasks();

        assertThat(released).isCompleted();
        assertThat(handled).containsExactly(message(1, 1));
        assertThat(queue.messages().used())
                .as("a refused message keeps no slot")
                .isZero();
        assertThat(queue.bytes().used()).isZero();
        queue.receiver(handled::add);
        assertThat(queue.offer(message(1, 4))).isEqualTo(DeliveryResult.TAKEN);
        runTasks();
        assertThat(handled).endsWith(message(1, 4));
    }

    @Test
    void closedQueueGivesUpNothingForWhatItRefuses() {
        DeliveryQueue queue = new DeliveryQueue(tasks::add, 3, 1 << 20);
        List<InboundMessage> handled = new ArrayList<>();
        int[] displaced = new int[1];
        queue.onDisplaced(() -> displaced[0]++);
        queue.receiver(handled::add);
        for (int i = 0; i < 3; i++) {
            queue.offer(message(1, i));
        }

        queue.release(true);
        assertThat(queue.offer(message(2, 9))).isEqualTo(DeliveryResult.CLOSED);
        assertThat(queue.offer(message(1, 9))).as("of the same originator").isEqualTo(DeliveryResult.CLOSED);
        runTasks();

        assertThat(displaced[0]).isZero();
        assertThat(handled).containsExactly(message(1, 0), message(1, 1), message(1, 2));
        assertThat(queue.messages().used()).isZero();
    }

    @Test
    void messagesAreBoundedInNumberUntilTheyAreHandled() throws Exception {
        DeliveryQueue queue = new DeliveryQueue(tasks::add, 3, 1 << 20);
        List<InboundMessage> handled = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            assertThat(queue.offer(message(i, 1))).isEqualTo(DeliveryResult.TAKEN);
        }
        assertThat(queue.offer(message(9, 1))).isEqualTo(DeliveryResult.FULL);

        queue.receiver(handled::add);
        runTasks();

        assertThat(handled).hasSize(3);
        assertThat(queue.awaitIdle(System.nanoTime())).isTrue();
        assertThat(queue.messages()).isEqualTo(new NodeSnapshot.Usage(0, 3));
        assertThat(queue.offer(message(9, 1))).isEqualTo(DeliveryResult.TAKEN);
    }

    @Test
    void anOriginatorThatFillsTheQueueTakesNoRoomOfOthers() {
        DeliveryQueue queue = new DeliveryQueue(tasks::add, 8, 1 << 20);
        int[] displaced = new int[1];
        queue.onDisplaced(() -> displaced[0]++);
        for (int i = 0; i < 8; i++) {
            assertThat(queue.offer(message(1, i))).isEqualTo(DeliveryResult.TAKEN);
        }
        assertThat(queue.offer(message(1, 8))).as("of the flooder itself").isEqualTo(DeliveryResult.FULL);

        for (int i = 0; i < 4; i++) {
            assertThat(queue.offer(message(2, i))).isEqualTo(DeliveryResult.TAKEN);
        }
        assertThat(queue.offer(message(2, 4)))
                .as("more than the other one has left")
                .isEqualTo(DeliveryResult.FULL);

        assertThat(displaced[0]).isEqualTo(4);
        assertThat(queue.messages()).isEqualTo(new NodeSnapshot.Usage(8, 8));
        List<InboundMessage> handled = new ArrayList<>();
        queue.receiver(handled::add);
        runTasks();
        assertThat(handled)
                .as("the oldest of both, in their order")
                .containsExactlyInAnyOrder(
                        message(1, 0),
                        message(1, 1),
                        message(1, 2),
                        message(1, 3),
                        message(2, 0),
                        message(2, 1),
                        message(2, 2),
                        message(2, 3));
        assertThat(queue.messages().used()).isZero();
        assertThat(queue.bytes().used()).isZero();
    }

    @Test
    void bytesOfAnOriginatorGiveWayAsWell() {
        DeliveryQueue queue = new DeliveryQueue(tasks::add, 100, 10_000);
        int[] displaced = new int[1];
        queue.onDisplaced(() -> displaced[0]++);
        for (int i = 0; i < 10; i++) {
            assertThat(queue.offer(message(1, 900))).isEqualTo(DeliveryResult.TAKEN);
        }

        assertThat(queue.offer(message(2, 3_000))).isEqualTo(DeliveryResult.TAKEN);

        assertThat(displaced[0]).isEqualTo(3);
        assertThat(queue.messages().used()).isEqualTo(8);
    }

    @Test
    void messagesOfAReceiverThatIsLetGoMayBeDisplacedWithoutHoldingItsEndUp() {
        DeliveryQueue queue = new DeliveryQueue(tasks::add, 4, 1 << 20);
        List<InboundMessage> handled = new ArrayList<>();
        queue.receiver(handled::add);
        for (int i = 0; i < 4; i++) {
            queue.offer(message(1, i));
        }
        CompletableFuture<Void> released = queue.release(false);
        queue.offer(message(2, 9));

        runTasks();

        assertThat(released).isCompleted();
        assertThat(handled).containsExactly(message(1, 0), message(1, 1), message(1, 2));
    }

    @Test
    void messagesAreBoundedInBytesAndEmptyOnesAreNotFree() {
        DeliveryQueue queue = new DeliveryQueue(tasks::add, 1_000_000, 1 << 17);
        assertThat(queue.offer(message(1, 100_000))).isEqualTo(DeliveryResult.TAKEN);
        assertThat(queue.offer(message(1, 100_000))).isEqualTo(DeliveryResult.FULL);
        int empty = 0;
        while (queue.offer(message(1, 0)) == DeliveryResult.TAKEN) {
            empty++;
        }

        assertThat(empty).isBetween(100, 1000);
        assertThat(queue.messages().used())
                .as("a refused message keeps no slot")
                .isEqualTo(1 + empty);
        queue.receiver(handled -> {});
        runTasks();
        assertThat(queue.bytes()).isEqualTo(new NodeSnapshot.Usage(0, 1 << 17));
    }

    @Test
    void roomIsGivenBackAlthoughTheReceiverThrows() {
        DeliveryQueue queue = new DeliveryQueue(tasks::add, 2, 1 << 20);
        queue.receiver(handled -> {
            throw new IllegalStateException("thrown on purpose by DeliveryQueueTest");
        });
        for (int i = 0; i < 10; i++) {
            assertThat(queue.offer(message(1, 1))).isEqualTo(DeliveryResult.TAKEN);
            runTasks();
        }

        assertThat(queue.messages().used()).isZero();
    }

    @Test
    void slowOriginatorDoesNotHoldUpAnother() throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(2);
        try {
            DeliveryQueue queue = new DeliveryQueue(executor, 16, 1 << 20);
            CountDownLatch release = new CountDownLatch(1);
            LinkedBlockingQueue<InboundMessage> handled = new LinkedBlockingQueue<>();
            InboundMessage slow = message(1, 1);
            InboundMessage quick = message(2, 1);
            queue.receiver(message -> {
                if (message == slow) {
                    awaitQuietly(release);
                }
                handled.add(message);
            });
            queue.offer(slow);
            queue.offer(quick);

            assertThat(handled.poll(MemoryNode.WAIT_SECONDS, SECONDS)).isSameAs(quick);
            assertThat(queue.awaitIdle(System.nanoTime())).isFalse();
            release.countDown();
            assertThat(handled.poll(MemoryNode.WAIT_SECONDS, SECONDS)).isSameAs(slow);
            assertThat(queue.awaitIdle(System.nanoTime() + SECONDS.toNanos(MemoryNode.WAIT_SECONDS)))
                    .isTrue();
        } finally {
            executor.shutdown();
        }
    }

    @Test
    void asManyMessagesAreHandledAtTheSameTimeAsThereAreOriginatorsAndThreads() throws Exception {
        int count = 64;
        ExecutorService executor = Executors.newFixedThreadPool(count);
        try {
            DeliveryQueue queue = new DeliveryQueue(executor, 2 * count, 1 << 20);
            CountDownLatch allAreInside = new CountDownLatch(count);
            Queue<Boolean> met = new ConcurrentLinkedQueue<>();
            queue.receiver(message -> {
                allAreInside.countDown();
                met.add(awaitQuietly(allAreInside));
            });
            for (int i = 0; i < 2 * count; i++) {
                queue.offer(message(i % count, i));
            }
            assertThat(allAreInside.await(10, SECONDS)).isTrue();
            assertThat(queue.awaitIdle(System.nanoTime() + SECONDS.toNanos(MemoryNode.WAIT_SECONDS)))
                    .isTrue();
            assertThat(met).hasSize(2 * count).doesNotContain(false);
        } finally {
            executor.shutdown();
        }
    }

    @Test
    void rejectedTaskIsTriedAgainWithTheNextMessage() {
        boolean[] rejects = {true};
        DeliveryQueue queue = new DeliveryQueue(
                task -> {
                    if (rejects[0]) {
                        throw new RejectedExecutionException("full");
                    }
                    tasks.add(task);
                },
                16,
                1 << 20);
        List<InboundMessage> handled = new ArrayList<>();
        queue.receiver(handled::add);
        assertThat(queue.offer(message(1, 1))).isEqualTo(DeliveryResult.TAKEN);

        rejects[0] = false;
        queue.offer(message(1, 2));
        runTasks();

        assertThat(handled).hasSize(2);
    }

    private static boolean awaitQuietly(CountDownLatch latch) {
        try {
            return latch.await(MemoryNode.WAIT_SECONDS, SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
