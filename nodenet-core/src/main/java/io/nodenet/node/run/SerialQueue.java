package io.nodenet.node.run;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands items to a consumer one at a time, in order, on an executor; bounded by its capacity. Thread-safe.
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
    private final Consumer<? super T> consumer;
    private final ArrayDeque<T> items = new ArrayDeque<>();
    private boolean scheduled;

    /** Decides what happens to an item that finds the queue full. */
    interface Overflow<T> {
        /** Makes room in a full queue for a new item, or refuses it by returning false. */
        boolean makeRoom(ArrayDeque<T> items, T item);
    }

    SerialQueue(Executor executor, int capacity, Overflow<T> overflow, Consumer<? super T> consumer) {
        this.executor = executor;
        this.capacity = capacity;
        this.overflow = overflow;
        this.consumer = consumer;
    }

    /** Adds an item; returns false if the queue is full. Never blocks. */
    synchronized boolean offer(T item) {
        if (items.size() == capacity && !overflow.makeRoom(items, item)) {
            return false;
        }
        items.add(item);
        schedule();
        return true;
    }

    /** Returns how many items wait; one that is being handed over does not count. */
    synchronized int size() {
        return items.size();
    }

    /** Waits until nothing waits and nothing is being handed over; returns false if a {@link System#nanoTime} came first. */
    synchronized boolean awaitIdle(long deadlineNanos) throws InterruptedException {
        while (scheduled || !items.isEmpty()) {
            long left = deadlineNanos - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return true;
    }

    private void schedule() {
        if (scheduled || items.isEmpty()) {
            return;
        }
        scheduled = true;
        try {
            executor.execute(this::drain);
        } catch (RejectedExecutionException e) {
            scheduled = false;
            LOG.debug("The executor rejected a task; the next item tries again", e);
        }
    }

    /** Hands over a batch; whatever the consumer throws, the rest follows. */
    private void drain() {
        try {
            for (int i = 0; i < BATCH; i++) {
                T item = next();
                if (item == null) {
                    return;
                }
                handOver(item);
            }
        } finally {
            synchronized (this) {
                scheduled = false;
                schedule();
                if (!scheduled && items.isEmpty()) {
                    notifyAll();
                }
            }
        }
    }

    private synchronized @Nullable T next() {
        return items.poll();
    }

    private void handOver(T item) {
        try {
            consumer.accept(item);
        } catch (Throwable e) { // an Error of one item must not take the others along
            LOG.warn("A consumer threw while it handled {}", item, e);
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
