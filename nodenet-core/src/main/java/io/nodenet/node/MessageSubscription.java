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

    /**
     * Lets the receiver go as {@link #cancel} does, and closes the node to messages until another receiver is set: what comes meanwhile is
     * dropped and counted, so that nothing is taken in that nobody will handle. For the end of an application. Any thread, returns at once,
     * idempotent; of this and {@link #cancel} the first call counts.
     *
     * @return completes on a thread of the application when the receiver has handled its last message
     */
    CompletableFuture<Void> finish();
}
