package io.nodenet.node.run;

import io.nodenet.kad.NodeId;
import io.nodenet.node.InboundMessage;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands messages to a consumer on an executor: those of one originator one at a time and in order, those of different originators at the
 * same time. Bounded by its owner; the executor gets at most one task for each originator whose messages wait. Thread-safe.
 */
final class OriginatorQueues {
    private static final Logger LOG = LoggerFactory.getLogger(OriginatorQueues.class);

    /** How many messages of an originator are handed over before the executor may do something else. */
    private static final int BATCH = 16;

    private final Executor executor;
    private final ToLongFunction<InboundMessage> weight;
    /** The originators whose messages wait or are being handled, in the order in which {@link #poll} asks them. */
    private final Map<NodeId, Queue> queues = new LinkedHashMap<>();

    /** Those whose messages wait, by what these weigh together. */
    private final NavigableMap<Long, Set<Queue>> byWeight = new TreeMap<>();

    private @Nullable Consumer<? super InboundMessage> consumer;
    private @Nullable CompletableFuture<Void> ending;
    private int scheduled;
    private boolean rejected;
    private boolean closed;

    /** The messages of one originator. */
    private final class Queue {
        final NodeId originator;
        final ArrayDeque<InboundMessage> messages = new ArrayDeque<>();
        /** How many of them the consumer still gets when it is ending. */
        int owed;

        long total;
        boolean scheduled;

        Queue(NodeId originator) {
            this.originator = originator;
        }

        void add(InboundMessage message) {
            messages.add(message);
            weigh(weight.applyAsLong(message));
        }

        @Nullable
        InboundMessage take() {
            return taken(messages.poll());
        }

        @Nullable
        InboundMessage takeNewest() {
            return taken(messages.pollLast());
        }

        private @Nullable InboundMessage taken(@Nullable InboundMessage message) {
            if (message != null) {
                weigh(-weight.applyAsLong(message));
            }
            return message;
        }

        private void weigh(long added) {
            byWeight.computeIfPresent(total, (sum, same) -> same.remove(this) && same.isEmpty() ? null : same);
            total += added;
            if (total > 0) {
                byWeight.computeIfAbsent(total, sum -> new LinkedHashSet<>()).add(this);
            }
        }

        boolean hasWork() {
            return consumer != null && !messages.isEmpty() && (ending == null || owed > 0);
        }
    }

    /**
     * Creates queues without a consumer.
     *
     * @param weight what a message weighs against those of other originators, positive and the same each time
     */
    OriginatorQueues(Executor executor, ToLongFunction<InboundMessage> weight) {
        this.executor = executor;
        this.weight = weight;
    }

    /** Sets the consumer; messages that wait already are handed over, and what was closed is open again. */
    synchronized void consumer(Consumer<? super InboundMessage> theConsumer) {
        consumer = theConsumer;
        closed = false;
        scheduleAll();
    }

    /**
     * Lets the consumer go once it has handled what waits now.
     *
     * @param closing whether later messages are refused until there is another consumer, else they wait for it
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
            queues.values().forEach(queue -> queue.owed = queue.messages.size());
        }
        endIfDone();
        return ended;
    }

    /** Returns whether there is no consumer to come for what is added now. */
    synchronized boolean isClosed() {
        return closed;
    }

    /** Adds a message; returns false if there is no consumer to come. Never blocks. */
    synchronized boolean offer(InboundMessage message) {
        if (closed) {
            return false;
        }
        Queue queue = queues.computeIfAbsent(message.originator(), Queue::new);
        queue.add(message);
        if (rejected) {
            rejected = false;
            scheduleAll();
        } else {
            schedule(queue);
        }
        return true;
    }

    /**
     * Takes back the newest message of the originator whose messages weigh the most together, if they still outweigh those of another one with a
     * message more; null if they do not, or if the one more would be refused.
     *
     * @param message the one more
     */
    synchronized @Nullable InboundMessage displaceFor(InboundMessage message) {
        if (closed) {
            return null;
        }
        Queue own = queues.get(message.originator());
        long wanted = (own == null ? 0 : own.total) + weight.applyAsLong(message);
        Map.Entry<Long, Set<Queue>> heaviest = byWeight.lastEntry();
        if (heaviest == null || heaviest.getKey() <= wanted) {
            return null;
        }
        Queue queue = heaviest.getValue().iterator().next();
        InboundMessage newest = queue.takeNewest();
        queue.owed = Math.min(queue.owed, queue.messages.size());
        if (queue.messages.isEmpty() && !queue.scheduled) {
            queues.remove(queue.originator);
        }
        return newest;
    }

    /** Takes the next message while there is no consumer, null if there is none. */
    synchronized @Nullable InboundMessage poll() {
        if (consumer != null || queues.isEmpty()) {
            return null;
        }
        Queue first = queues.values().iterator().next();
        queues.remove(first.originator);
        InboundMessage message = first.take();
        if (!first.messages.isEmpty()) {
            queues.put(first.originator, first);
        }
        return message;
    }

    /** Returns whether no message waits; one that is being handed over does not count. */
    synchronized boolean isEmpty() {
        return queues.values().stream().allMatch(queue -> queue.messages.isEmpty());
    }

    /** Waits until nothing waits for a consumer and nothing is being handed over; returns false if a {@link System#nanoTime} came first. */
    synchronized boolean awaitIdle(long deadlineNanos) throws InterruptedException {
        while (isBusy()) {
            long left = deadlineNanos - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return true;
    }

    private boolean isBusy() {
        return scheduled > 0 || queues.values().stream().anyMatch(Queue::hasWork);
    }

    private void scheduleAll() {
        List.copyOf(queues.values())
                .forEach(this::schedule); // an executor may run a task at once, which takes its queue away
    }

    private void schedule(Queue queue) {
        if (queue.scheduled || !queue.hasWork()) {
            return;
        }
        queue.scheduled = true;
        scheduled++;
        try {
            executor.execute(() -> drain(queue));
        } catch (RejectedExecutionException e) {
            queue.scheduled = false;
            scheduled--;
            rejected = true;
            LOG.debug("The application executor rejected a task; the next message tries again", e);
        }
    }

    /** Hands over a batch; whatever the consumer throws, the rest follows. */
    private void drain(Queue queue) {
        try {
            for (int i = 0; i < BATCH; i++) {
                InboundMessage message;
                Consumer<? super InboundMessage> target;
                synchronized (this) {
                    target = consumer;
                    message = queue.hasWork() ? queue.take() : null;
                    if (message != null && ending != null) {
                        queue.owed--;
                    }
                }
                if (message == null || target == null) {
                    return;
                }
                handOver(message, target);
            }
        } finally {
            synchronized (this) {
                queue.scheduled = false;
                scheduled--;
                if (queue.messages.isEmpty()) {
                    queues.remove(queue.originator);
                } else {
                    schedule(queue);
                }
            }
            endIfDone();
        }
    }

    /** Wakes who waits for it if nothing is left to do. */
    private void endIfDone() {
        CompletableFuture<Void> ended;
        synchronized (this) {
            if (scheduled > 0 || isBusy()) {
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

    private static void handOver(InboundMessage message, Consumer<? super InboundMessage> target) {
        try {
            target.accept(message);
        } catch (Throwable e) { // an Error of one message must not take the others along
            LOG.warn("The application threw while it handled {}", message, e);
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
