package io.nodenet.node.run;

import io.nodenet.NodeStateException;
import io.nodenet.NodenetTimeoutException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for the loop on behalf of application threads. */
final class Waits {
    private static final long ANSWER_SECONDS = 5;

    private Waits() {}

    /**
     * Waits at most 5 seconds for the loop to do something.
     *
     * @param what completes "the node could not …"
     */
    static <T> T forAnswer(CompletableFuture<T> answer, String what) {
        try {
            return answer.get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NodenetTimeoutException("Interrupted while waiting to " + what, e);
        } catch (TimeoutException e) {
            throw new NodenetTimeoutException(
                    "The node could not " + what + " within " + ANSWER_SECONDS + " s: its loop does not answer", e);
        } catch (ExecutionException e) {
            throw new NodeStateException("The node could not " + what, e);
        }
    }

    /** Waits until something is done or a time is over; returns whether it was done. An interrupt ends the wait and stays set. */
    static boolean quietly(CompletableFuture<?> done, long seconds) {
        try {
            done.get(seconds, TimeUnit.SECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (TimeoutException | ExecutionException e) {
            return false;
        }
    }
}
