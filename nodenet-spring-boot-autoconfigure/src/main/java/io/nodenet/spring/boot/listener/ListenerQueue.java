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
 * The messages that wait for one listener, because it is paused or has threads of its own: in order per originator, originators in turn, bounded. One originator has no more messages waiting than there is room
 * left for others. Thread-safe; tasks run on the executor.
 */
final class ListenerQueue {
    /** The default of the most messages that wait for one listener. */
    static final int DEFAULT_LIMIT = 256;

    private final Executor executor;
    private final int concurrency;
    private final int limit;
    private final boolean isForAll;
    private final Object lock = new Object();
    /** The originators that have a message waiting or in progress, each with those that wait. */
    private final Map<NodeId, Deque<Task>> byOriginator = new HashMap<>();

    private final Deque<NodeId> ready = new ArrayDeque<>();
    private CompletableFuture<Void> idle = CompletableFuture.completedFuture(null);
    private int waiting;
    private int running;
    private long dropped;
    private boolean isPaused;

    /** What becomes of a message that is offered. */
    enum Place {
        /** It does not have to wait: the caller handles it. */
        INLINE,
        /** Its task runs later, or is abandoned. */
        QUEUED,
        /** There is no room; it is counted. */
        FULL
    }

    /** What is done with a message once it is its turn: one of these, once. */
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
     * @param concurrency the most tasks that run at the same time
     * @param limit the most messages that wait
     */
    static ListenerQueue forAll(Executor executor, int concurrency, int limit) {
        return new ListenerQueue(executor, concurrency, limit, true);
    }

    /**
     * Creates a queue for the time in which the listener is paused, and after that for what may not overtake the messages that have waited.
     *
     * @param limit the most messages that wait
     */
    static ListenerQueue whilePaused(Executor executor, int limit) {
        return new ListenerQueue(executor, Integer.MAX_VALUE, limit, false);
    }

    /** Takes a message of an originator, if it has to wait and there is room. */
    Place offer(NodeId originator, Task task) {
        synchronized (lock) {
            Deque<Task> ofOriginator = byOriginator.get(originator);
            if (ofOriginator == null && !isForAll && !isPaused) {
                return Place.INLINE;
            }
            if ((ofOriginator == null ? 0 : ofOriginator.size()) >= limit - waiting) {
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

    /** Has messages wait from now on; those in progress are handled to their end. */
    void pause() {
        synchronized (lock) {
            isPaused = true;
        }
    }

    /** Goes on with what waits. */
    void resume() {
        synchronized (lock) {
            isPaused = false;
        }
        begin();
    }

    /**
     * Has what waits handled, unless the queue is paused: then it is abandoned.
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

    /** Abandons what waits, and counts it as dropped. */
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

    /** Returns how many messages wait. */
    int size() {
        synchronized (lock) {
            return waiting;
        }
    }

    /** Returns how many messages were dropped: there was no room, or they were abandoned. */
    long dropped() {
        synchronized (lock) {
            return dropped;
        }
    }
}
