package io.nodenet.cli;

import io.nodenet.NodeStateException;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** A request to stop the running node. Thread-safe; idempotent. */
final class StopSignal {
    private final CountDownLatch latch = new CountDownLatch(1);
    private volatile @Nullable String failure;

    /** Requests the stop. */
    void request() {
        latch.countDown();
    }

    /** Requests the stop of a node that has failed. */
    void fail(String cause) {
        failure = cause;
        latch.countDown();
    }

    /**
     * Waits for the request; an interrupt counts as one.
     *
     * @throws NodeStateException if the node has failed
     */
    void await() {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        String cause = failure;
        if (cause != null) {
            throw new NodeStateException(cause);
        }
    }
}
