package io.nodenet.node.run;

import io.nodenet.NodenetException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * The operations of the application that the core has not ended yet. Belongs to the loop.
 *
 * <p>Only pings, messages that wait, rendezvous and attempts to connect outlast the turn that takes them up, so the table is bounded by
 * {@link io.nodenet.routing.EdgeConnection#MAX_OUTSTANDING_PINGS} of each connection, the submission budget, and the bounds of {@link
 * io.nodenet.node.core.connect.Rendezvous} and {@link io.nodenet.node.core.connect.ConnectFlow}.
 */
final class PendingOperations {
    private final Map<Long, Pending> operations = new HashMap<>();
    private long last;

    /** An operation that has not ended, and what is done before its end is told. */
    private record Pending(CompletableFuture<Object> result, Runnable ended) {}

    /** Numbers an operation; positive. */
    long begin(CompletableFuture<Object> result) {
        return begin(result, () -> {});
    }

    /** Numbers an operation; positive. What is given is done when it ends, before that is told. */
    long begin(CompletableFuture<Object> result, Runnable ended) {
        operations.put(++last, new Pending(result, ended));
        return last;
    }

    void complete(long operation, Object value) {
        Pending pending = operations.remove(operation);
        if (pending != null) {
            pending.ended.run();
            pending.result.complete(value);
        }
    }

    void fail(long operation, NodenetException cause) {
        Pending pending = operations.remove(operation);
        if (pending != null) {
            pending.ended.run();
            pending.result.completeExceptionally(cause);
        }
    }

    /** Forgets an operation whose end nobody waits for any more. */
    void forget(long operation) {
        operations.remove(operation);
    }

    void failAll(NodenetException cause) {
        List<Pending> rest = List.copyOf(operations.values());
        operations.clear();
        rest.forEach(pending -> {
            pending.ended.run();
            pending.result.completeExceptionally(cause);
        });
    }
}
