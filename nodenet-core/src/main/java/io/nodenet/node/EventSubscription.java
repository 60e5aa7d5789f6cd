package io.nodenet.node;

/** Ends what {@link Node#on} began. */
public interface EventSubscription {
    /** Ends the subscription; an event that is being handled is handled to its end. Any thread, returns at once, idempotent. */
    void cancel();
}
