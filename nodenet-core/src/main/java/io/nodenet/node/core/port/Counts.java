package io.nodenet.node.core.port;

import io.nodenet.fact.DropReason;
import io.nodenet.fact.NodeCounter;
import io.nodenet.metrics.EnumCounters;

/** Counts what the node does and what it drops; any thread may read, only the loop counts. */
public final class Counts {
    private final EnumCounters<DropReason> drops = new EnumCounters<>(DropReason.class);
    private final EnumCounters<NodeCounter> events = new EnumCounters<>(NodeCounter.class);

    public EnumCounters<DropReason> drops() {
        return drops;
    }

    public EnumCounters<NodeCounter> events() {
        return events;
    }

    public void drop(DropReason reason) {
        drops.increment(reason);
    }

    /** Counts several drops for one reason. */
    public void drop(DropReason reason, int amount) {
        drops.add(reason, amount);
    }

    /** Counts a message that was handed to the application. */
    public void delivery(DeliveryResult result) {
        switch (result) {
            case TAKEN -> count(NodeCounter.DELIVERED);
            case FULL -> drop(DropReason.PENDING_MESSAGES_FULL);
            case CLOSED -> drop(DropReason.RECEIVER_CLOSED);
        }
    }

    public void count(NodeCounter event) {
        events.increment(event);
    }

    public void count(NodeCounter event, int amount) {
        events.add(event, amount);
    }
}
