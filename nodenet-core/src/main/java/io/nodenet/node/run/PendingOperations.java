package io.nodenet.node.run;

import io.nodenet.NodenetException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * The operations of the application that the core has not ended yet. Belongs to the loop.
 *
 * <p>Only pings, {@link WaitingMessages}, rendezvous and attempts to connect outlast the turn that takes them up, so the table is bounded by
 * {@link io.nodenet.routing.EdgeConnection#MAX_OUTSTANDING_PINGS} of each connection, the submission budget, and the bounds of {@link
 * io.nodenet.node.core.connect.Rendezvous} and {@link io.nodenet.node.core.connect.ConnectFlow}.
 */
final class PendingOperations {
    private final Map<Long, CompletableFuture<Object>> operations = new HashMap<>();
    private long last;

    /** Numbers an operation; positive. */
    long begin(CompletableFuture<Object> result) {
        operations.put(++last, result);
        return last;
    }

    void complete(long operation, Object value) {
        CompletableFuture<Object> result = operations.remove(operation);
        if (result != null) {
            result.complete(value);
        }
    }

    void fail(long operation, NodenetException cause) {
        CompletableFuture<Object> result = operations.remove(operation);
        if (result != null) {
            result.completeExceptionally(cause);
        }
    }

    /** Forgets an operation whose end nobody waits for any more. */
    void forget(long operation) {
        operations.remove(operation);
    }

    void failAll(NodenetException cause) {
        operations.values().forEach(result -> result.completeExceptionally(cause));
        operations.clear();
    }
}
