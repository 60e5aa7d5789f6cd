package io.nodenet.cli;

import java.util.concurrent.CountDownLatch;

/** The wish that the running node stops; any thread may utter it, any number of times. */
final class StopSignal {
    private final CountDownLatch latch = new CountDownLatch(1);

    /** Asks for the stop. */
    void request() {
        latch.countDown();
    }

    /** Waits for the request; an interrupt counts as one. */
    void await() {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
