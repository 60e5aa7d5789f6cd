package io.nodenet.spring.boot.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.kad.NodeId;
import io.nodenet.spring.boot.listener.ListenerQueue.Place;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What waits for a listener, with an executor that runs nothing by itself. */
class ListenerQueueTest {
    private static final int LIMIT = 8;
    private static final NodeId ALICE = NodeId.parse("1".repeat(64));
    private static final NodeId BOB = NodeId.parse("2".repeat(64));

    private final Deque<Runnable> scheduled = new ArrayDeque<>();
    private final List<String> handled = new ArrayList<>();
    private final List<String> abandoned = new ArrayList<>();

    private final class Task implements ListenerQueue.Task {
        private final String name;

        Task(String name) {
            this.name = name;
        }

        @Override
        public void run() {
            handled.add(name);
        }

        @Override
        public void abandon() {
            abandoned.add(name);
        }
    }

    private Place offer(ListenerQueue queue, NodeId originator, String name) {
        return queue.offer(originator, new Task(name));
    }

    private void runAll() {
        while (!scheduled.isEmpty()) {
            scheduled.poll().run();
        }
    }

    @Test
    void messagesOfOneOriginatorKeepTheirOrderAndOriginatorsTakeTurns() {
        ListenerQueue queue = ListenerQueue.forAll(scheduled::add, 1, 16);
        for (int i = 1; i <= 3; i++) {
            assertThat(offer(queue, ALICE, "a" + i)).isEqualTo(Place.QUEUED);
        }
        offer(queue, BOB, "b1");
        assertThat(queue.size()).isEqualTo(4);

        runAll();

        assertThat(handled).containsExactly("a1", "b1", "a2", "a3");
        assertThat(queue.size()).isZero();
    }

    @Test
    void noMoreTasksRunThanAreAllowedAndNeverTwoOfOneOriginator() {
        ListenerQueue queue = ListenerQueue.forAll(scheduled::add, 2, 16);
        offer(queue, ALICE, "a1");
        offer(queue, ALICE, "a2");
        assertThat(scheduled).as("of one originator").hasSize(1);
        offer(queue, BOB, "b1");
        offer(queue, NodeId.parse("3".repeat(64)), "c1");

        assertThat(scheduled).as("of all").hasSize(2);
        runAll();

        assertThat(handled).containsExactlyInAnyOrder("a1", "a2", "b1", "c1");
    }

    @Test
    void originatorThatFillsTheQueueLeavesRoomToOthers() {
        ListenerQueue queue = ListenerQueue.forAll(scheduled::add, 1, LIMIT);
        int taken = 0;
        while (offer(queue, ALICE, "a") == Place.QUEUED) {
            taken++;
        }

        assertThat(taken).isEqualTo(LIMIT / 2);
        assertThat(offer(queue, BOB, "b")).isEqualTo(Place.QUEUED);
        assertThat(queue.dropped()).isEqualTo(1);
    }

    @Test
    void limitHoldsForAllOriginatorsTogether() {
        ListenerQueue queue = ListenerQueue.forAll(scheduled::add, 1, LIMIT);
        for (int i = 0; i < 100; i++) {
            offer(queue, NodeId.parse("%064x".formatted(i)), "m");
        }

        assertThat(queue.size()).isEqualTo(LIMIT);
        assertThat(queue.dropped()).isEqualTo(100 - LIMIT);
    }

    @Test
    void withoutThreadsOfItsOwnNothingWaitsUnlessTheListenerIsPaused() {
        ListenerQueue queue = ListenerQueue.whilePaused(scheduled::add, LIMIT);
        assertThat(offer(queue, ALICE, "a1")).isEqualTo(Place.INLINE);

        queue.pause();
        assertThat(offer(queue, ALICE, "a2")).isEqualTo(Place.QUEUED);
        assertThat(scheduled).isEmpty();
        queue.resume();

        assertThat(offer(queue, ALICE, "a3")).as("behind what waits").isEqualTo(Place.QUEUED);
        assertThat(offer(queue, BOB, "b1")).isEqualTo(Place.INLINE);
        runAll();
        assertThat(handled).containsExactly("a2", "a3");
        assertThat(offer(queue, ALICE, "a4")).isEqualTo(Place.INLINE);
    }

    @Test
    void pauseHoldsBackWhatWasScheduledAlready() {
        ListenerQueue queue = ListenerQueue.forAll(scheduled::add, 1, LIMIT);
        offer(queue, ALICE, "a1");
        queue.pause();
        runAll();
        assertThat(handled).isEmpty();

        queue.resume();
        runAll();

        assertThat(handled).containsExactly("a1");
    }

    @Test
    void drainingHandlesWhatWaitsAndCompletesWithTheLast() {
        ListenerQueue queue = ListenerQueue.forAll(scheduled::add, 1, LIMIT);
        assertThat(queue.drain()).isCompleted();
        offer(queue, ALICE, "a1");
        offer(queue, ALICE, "a2");
        CompletableFuture<Void> drained = queue.drain();
        scheduled.poll().run();
        assertThat(drained).isNotDone();

        runAll();

        assertThat(drained).isCompleted();
        assertThat(handled).containsExactly("a1", "a2");
    }

    @Test
    void drainingAPausedQueueAbandonsWhatWaits() {
        ListenerQueue queue = ListenerQueue.whilePaused(scheduled::add, LIMIT);
        queue.pause();
        offer(queue, ALICE, "a1");
        offer(queue, BOB, "b1");

        assertThat(queue.drain()).isCompleted();

        assertThat(abandoned).containsExactlyInAnyOrder("a1", "b1");
        assertThat(queue.dropped()).isEqualTo(2);
        assertThat(queue.size()).isZero();
    }

    @Test
    void abandoningWaitsForWhatIsInProgress() {
        ListenerQueue queue = ListenerQueue.forAll(scheduled::add, 1, LIMIT);
        offer(queue, ALICE, "a1");
        offer(queue, ALICE, "a2");
        CompletableFuture<Void> drained = queue.drain();

        queue.abandon();

        assertThat(abandoned).containsExactly("a1", "a2");
        assertThat(drained).as("the executor has its task").isNotDone();
        runAll();
        assertThat(drained).isCompleted();
        assertThat(handled).isEmpty();
    }

    @Test
    void queueOfAListenerThatIsGoneTakesNoMessageThatWasOnItsWay() {
        MessageThreads threads = new MessageThreads(1, Thread::new);
        ListenerLane own = new ListenerLane(ListenerQueue.forAll(threads, 1, LIMIT), threads, 1);
        ListenerLane paused = new ListenerLane(ListenerQueue.whilePaused(scheduled::add, LIMIT), null, null);
        paused.queue().pause();
        ListenerLane running = new ListenerLane(ListenerQueue.whilePaused(scheduled::add, LIMIT), null, null);

        for (ListenerLane lane : List.of(own, paused, running)) {
            lane.close();

            assertThat(offer(lane.queue(), ALICE, "a1")).isEqualTo(Place.FULL);
            assertThat(lane.queue().size()).isZero();
            assertThat(lane.queue().dropped()).isEqualTo(1);
        }
    }
}
