package io.nodenet.node;

import java.util.concurrent.CompletableFuture;

/** Ends what {@link Node#onMessage} began. */
public interface MessageSubscription {
    /**
     * Lets the receiver go: messages that were taken in before are still handed to it, later ones wait in the bounded queue of deliveries
     * for the next receiver. Any thread, returns at once, idempotent.
     *
     * @return completes on a thread of the application when the receiver has handled its last message; another one may be set then
     */
    CompletableFuture<Void> cancel();
}
