package io.nodenet.node.run;

import io.nodenet.fact.Limit;
import io.nodenet.fact.NodeCounter;
import io.nodenet.fact.NodeEvent;
import io.nodenet.metrics.EnumCounters;
import io.nodenet.node.EventSubscription;
import io.nodenet.node.NodeSnapshot;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands the events of a node to their subscribers, one event at a time and in order.
 *
 * <p>Peers cause events at will, so few may wait: when the queue is full, the oldest of the same type gives way to the new one, or else the
 * oldest of all ({@link Limit#PENDING_EVENTS}, {@link NodeCounter#EVENTS_DROPPED}). Thread-safe.
 */
final class EventQueue {
    private static final Logger LOG = LoggerFactory.getLogger(EventQueue.class);

    private final int capacity;
    private final EnumCounters<NodeCounter> dropped;
    private final SerialQueue<NodeEvent> events;
    private final List<Subscription<?>> subscriptions = new CopyOnWriteArrayList<>();

    /**
     * Creates a queue.
     *
     * @param executor runs one task at a time for this queue
     * @param dropped counts the events that gave way
     */
    EventQueue(Executor executor, int capacity, EnumCounters<NodeCounter> dropped) {
        this.capacity = capacity;
        this.dropped = dropped;
        this.events = new SerialQueue<>(executor, capacity, this::makeRoom, this::handOver);
    }

    private final class Subscription<E extends NodeEvent> implements EventSubscription {
        private final Class<E> type;
        private final Consumer<? super E> consumer;

        Subscription(Class<E> type, Consumer<? super E> consumer) {
            this.type = type;
            this.consumer = consumer;
        }

        void handOver(NodeEvent event) {
            if (type.isInstance(event)) {
                try {
                    consumer.accept(type.cast(event));
                } catch (Throwable e) { // an Error of one subscriber must not take the others along
                    LOG.warn("A subscriber of {} threw", event.getClass().getSimpleName(), e);
                }
            }
        }

        @Override
        public void cancel() {
            subscriptions.remove(this);
        }
    }

    <E extends NodeEvent> EventSubscription subscribe(Class<E> type, Consumer<? super E> consumer) {
        Subscription<E> subscription = new Subscription<>(type, consumer);
        subscriptions.add(subscription);
        return subscription;
    }

    /** Adds an event, unless nobody subscribed to such; never blocks. */
    void add(NodeEvent event) {
        for (Subscription<?> subscription : subscriptions) {
            if (subscription.type.isInstance(event)) {
                events.offer(event);
                return;
            }
        }
    }

    /** Waits until every event was handed over; returns false if a {@link System#nanoTime} came first. */
    boolean awaitIdle(long deadlineNanos) throws InterruptedException {
        return events.awaitIdle(deadlineNanos);
    }

    NodeSnapshot.Usage usage() {
        return new NodeSnapshot.Usage(events.size(), capacity);
    }

    private boolean makeRoom(ArrayDeque<NodeEvent> waiting, NodeEvent event) {
        dropped.increment(NodeCounter.EVENTS_DROPPED);
        for (Iterator<NodeEvent> oldest = waiting.iterator(); oldest.hasNext(); ) {
            if (oldest.next().getClass() == event.getClass()) {
                oldest.remove();
                return true;
            }
        }
        waiting.remove();
        return true;
    }

    private void handOver(NodeEvent event) {
        for (Subscription<?> subscription : subscriptions) {
            subscription.handOver(event);
        }
    }
}
