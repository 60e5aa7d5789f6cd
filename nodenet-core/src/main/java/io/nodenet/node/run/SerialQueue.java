package io.nodenet.node.run;

import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands items to a consumer one at a time, in order, on an executor; bounded by its owner or by its capacity. Thread-safe.
 *
 * @param <T> what is handed over
 */
final class SerialQueue<T> {
    private static final Logger LOG = LoggerFactory.getLogger(SerialQueue.class);

    /** How many items are handed over before the executor may do something else. */
    private static final int BATCH = 64;

    private final Executor executor;
    private final int capacity;
    private final Overflow<T> overflow;
    private final ArrayDeque<T> items = new ArrayDeque<>();
    private @Nullable Consumer<? super T> consumer;
    private @Nullable CompletableFuture<Void> ending;
    /** How many items the consumer still gets when it is ending. */
    private int owed;

    private boolean scheduled;
    private boolean closed;

    /** Decides what happens to an item that finds the queue full. */
    interface Overflow<T> {
        /** Makes room in a full queue for a new item, or refuses it by answering false. */
        boolean makeRoom(ArrayDeque<T> items, T item);
    }

    /** Creates a queue that refuses items when it is full. */
    SerialQueue(Executor executor, int capacity) {
        this(executor, capacity, (items, item) -> false);
    }

    SerialQueue(Executor executor, int capacity, Overflow<T> overflow) {
        this.executor = executor;
        this.capacity = capacity;
        this.overflow = overflow;
    }

    /** Sets the consumer; items that wait already are handed over, and a closed queue is open again. */
    synchronized void consumer(Consumer<? super T> theConsumer) {
        consumer = theConsumer;
        closed = false;
        schedule();
    }

    /**
     * Lets the consumer go once it has handled what waits now.
     *
     * @param closing whether later items are refused until there is another consumer, else they wait for it
     */
    CompletableFuture<Void> release(boolean closing) {
        CompletableFuture<Void> ended;
        synchronized (this) {
            if (ending != null) {
                return ending;
            }
            closed = closing;
            if (consumer == null) {
                return CompletableFuture.completedFuture(null);
            }
            ended = new CompletableFuture<>();
            ending = ended;
            owed = items.size();
        }
        endIfDone();
        return ended;
    }

    /** Adds an item; answers false if the queue is full or closed. Never blocks. */
    synchronized boolean offer(T item) {
        if (closed || (items.size() == capacity && !overflow.makeRoom(items, item))) {
            return false;
        }
        items.add(item);
        schedule();
        return true;
    }

    /** Takes the next item of a queue that has no consumer, null if there is none. */
    synchronized @Nullable T poll() {
        return consumer == null ? items.poll() : null;
    }

    /** Answers how many items wait; one that is being handed over does not count. */
    synchronized int size() {
        return items.size();
    }

    /**
     * Waits until nothing waits for a consumer and nothing is being handed over; answers false if a {@link System#nanoTime} came
     * first.
     */
    synchronized boolean awaitIdle(long deadlineNanos) throws InterruptedException {
        while (scheduled || hasWork()) {
            long left = deadlineNanos - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return true;
    }

    private void schedule() {
        if (scheduled || !hasWork()) {
            return;
        }
        scheduled = true;
        try {
            executor.execute(this::drain);
        } catch (RejectedExecutionException e) {
            scheduled = false;
            LOG.debug("The application executor rejected a task; the next item tries again", e);
        }
    }

    /** Hands over a batch; whatever the consumer throws, the rest follows. */
    private void drain() {
        try {
            for (int i = 0; i < BATCH; i++) {
                T item;
                Consumer<? super T> target;
                synchronized (this) {
                    target = consumer;
                    item = hasWork() ? items.poll() : null;
                    if (item != null && ending != null) {
                        owed--;
                    }
                }
                if (item == null || target == null) {
                    return;
                }
                handOver(item, target);
            }
        } finally {
            synchronized (this) {
                scheduled = false;
                schedule();
            }
            endIfDone();
        }
    }

    private boolean hasWork() {
        return consumer != null && !items.isEmpty() && (ending == null || owed > 0);
    }

    /** Wakes who waits for it if nothing is left to do. */
    private void endIfDone() {
        CompletableFuture<Void> ended;
        synchronized (this) {
            if (scheduled || hasWork()) {
                return;
            }
            notifyAll();
            ended = ending;
            if (ended == null) {
                return;
            }
            consumer = null;
            ending = null;
        }
        ended.complete(null);
    }

    private static <T> void handOver(T item, Consumer<? super T> target) {
        try {
            target.accept(item);
        } catch (Throwable e) { // an Error of one item must not take the others along
            LOG.warn("The application threw while it handled {}", item, e);
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
