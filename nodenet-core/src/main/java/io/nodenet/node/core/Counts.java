package io.nodenet.node.core;

import io.nodenet.transport.EnumCounters;

/** Counts what the node does and what it drops; any thread may read, only the loop counts. */
final class Counts {
    private final EnumCounters<DropReason> drops = new EnumCounters<>(DropReason.class);
    private final EnumCounters<NodeCounter> events = new EnumCounters<>(NodeCounter.class);

    EnumCounters<DropReason> drops() {
        return drops;
    }

    EnumCounters<NodeCounter> events() {
        return events;
    }

    void drop(DropReason reason) {
        drops.increment(reason);
    }

    /** Counts a message that was handed to the application. */
    void delivery(DeliveryResult result) {
        switch (result) {
            case TAKEN -> count(NodeCounter.DELIVERED);
            case FULL -> drop(DropReason.DELIVERY_QUEUE_FULL);
            case CLOSED -> drop(DropReason.DELIVERY_QUEUE_CLOSED);
        }
    }

    void count(NodeCounter event) {
        events.increment(event);
    }

    void count(NodeCounter event, int amount) {
        events.add(event, amount);
    }
}
