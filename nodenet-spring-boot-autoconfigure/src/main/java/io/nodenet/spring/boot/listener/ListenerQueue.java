package io.nodenet.spring.boot.listener;

import io.nodenet.kad.NodeId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The messages that wait for one listener because it is paused or has its own threads: ordered per originator, round-robin over
 * originators, bounded. The waiting messages of one originator never exceed the room left for others. Thread-safe; tasks run on the
 * executor.
 */
final class ListenerQueue {
    /** The default maximum number of messages that wait for one listener. */
    static final int DEFAULT_LIMIT = 256;

    private final Executor executor;
    private final int concurrency;
    private final int limit;
    private final boolean isForAll;
    private final Object lock = new Object();
    /** The originators with a message waiting or in progress, each with its waiting messages. */
    private final Map<NodeId, Deque<Task>> byOriginator = new HashMap<>();

    private final Deque<NodeId> ready = new ArrayDeque<>();
    private CompletableFuture<Void> idle = CompletableFuture.completedFuture(null);
    private int waiting;
    private int running;
    private long dropped;
    private boolean isPaused;
    private boolean isClosed;

    /** The outcome of offering a message. */
    enum Place {
        /** The message does not have to wait: the caller handles it. */
        INLINE,
        /** The task of the message runs later, or is abandoned. */
        QUEUED,
        /** There is no room, or the listener no longer exists; it is counted. */
        FULL
    }

    /** The task of a message: exactly one of these methods is called, once. */
    interface Task {
        void run();

        void abandon();
    }

    private ListenerQueue(Executor executor, int concurrency, int limit, boolean isForAll) {
        this.executor = executor;
        this.concurrency = concurrency;
        this.limit = limit;
        this.isForAll = isForAll;
    }

    /**
     * Creates a queue through which all messages go.
     *
     * @param concurrency the maximum number of tasks that run concurrently
     * @param limit the maximum number of waiting messages
     */
    static ListenerQueue forAll(Executor executor, int concurrency, int limit) {
        return new ListenerQueue(executor, concurrency, limit, true);
    }

    /**
     * Creates a queue that is used while the listener is paused, and afterwards for messages that must not overtake those still waiting.
     *
     * @param limit the maximum number of waiting messages
     */
    static ListenerQueue whilePaused(Executor executor, int limit) {
        return new ListenerQueue(executor, Integer.MAX_VALUE, limit, false);
    }

    /** Queues a message of an originator, if it has to wait and there is room. */
    Place offer(NodeId originator, Task task) {
        synchronized (lock) {
            Deque<Task> ofOriginator = byOriginator.get(originator);
            if (ofOriginator == null && !isForAll && !isPaused && !isClosed) {
                return Place.INLINE;
            }
            if (isClosed || (ofOriginator == null ? 0 : ofOriginator.size()) >= limit - waiting) {
                dropped++;
                return Place.FULL;
            }
            if (ofOriginator == null) {
                ofOriginator = new ArrayDeque<>();
                if (byOriginator.isEmpty()) {
                    idle = new CompletableFuture<>();
                }
                byOriginator.put(originator, ofOriginator);
                ready.add(originator);
            }
            ofOriginator.add(task);
            waiting++;
        }
        begin();
        return Place.QUEUED;
    }

    private void begin() {
        for (NodeId next = nextReady(); next != null; next = nextReady()) {
            NodeId originator = next;
            executor.execute(() -> runOne(originator));
        }
    }

    private @Nullable NodeId nextReady() {
        synchronized (lock) {
            NodeId next = isPaused || running >= concurrency ? null : ready.poll();
            if (next != null) {
                running++;
            }
            return next;
        }
    }

    private void runOne(NodeId originator) {
        Task task = take(originator);
        try {
            if (task != null) {
                task.run();
            }
        } finally {
            end(originator);
            begin();
        }
    }

    /** Returns the next message of an originator; null if there is none, or it has to wait after all. */
    private @Nullable Task take(NodeId originator) {
        synchronized (lock) {
            Deque<Task> ofOriginator = byOriginator.get(originator);
            Task task = isPaused || ofOriginator == null ? null : ofOriginator.poll();
            if (task != null) {
                waiting--;
            }
            return task;
        }
    }

    private void end(NodeId originator) {
        CompletableFuture<Void> done = null;
        synchronized (lock) {
            running--;
            Deque<Task> ofOriginator = byOriginator.get(originator);
            if (ofOriginator != null && !ofOriginator.isEmpty()) {
                ready.add(originator);
            } else {
                byOriginator.remove(originator);
                done = byOriginator.isEmpty() ? idle : null;
            }
        }
        if (done != null) {
            done.complete(null);
        }
    }

    /** Pauses the queue: new messages wait; those in progress are completed. */
    void pause() {
        synchronized (lock) {
            isPaused = true;
        }
    }

    /** Resumes the handling of waiting messages. */
    void resume() {
        synchronized (lock) {
            isPaused = false;
        }
        begin();
    }

    /**
     * Handles all waiting messages, unless the queue is paused, in which case they are abandoned.
     *
     * @return completes once nothing is waiting or in progress
     */
    CompletableFuture<Void> drain() {
        boolean waitsForNothing;
        CompletableFuture<Void> done;
        synchronized (lock) {
            waitsForNothing = isPaused;
            done = idle.copy();
        }
        if (waitsForNothing) {
            abandon();
        }
        return done;
    }

    /** Abandons waiting messages and counts them as dropped. */
    void abandon() {
        List<Task> given = new ArrayList<>();
        CompletableFuture<Void> done = null;
        synchronized (lock) {
            byOriginator.values().forEach(tasks -> {
                given.addAll(tasks);
                tasks.clear();
            });
            ready.forEach(byOriginator::remove);
            ready.clear();
            dropped += waiting;
            waiting = 0;
            done = byOriginator.isEmpty() ? idle : null;
        }
        given.forEach(Task::abandon);
        if (done != null) {
            done.complete(null);
        }
    }

    /** Abandons waiting messages and takes no more: a message that is being dispatched may still be offered. */
    void close() {
        synchronized (lock) {
            isClosed = true;
        }
        abandon();
    }

    /** Returns the number of waiting messages. */
    int size() {
        synchronized (lock) {
            return waiting;
        }
    }

    /** Returns the number of messages that were dropped because there was no room, or abandoned. */
    long dropped() {
        synchronized (lock) {
            return dropped;
        }
    }
}
