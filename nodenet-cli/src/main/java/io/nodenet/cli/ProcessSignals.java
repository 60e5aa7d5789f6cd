package io.nodenet.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns INT and TERM into a {@link StopSignal} and a clean exit.
 *
 * <p>By default, the virtual machine ends with status 130 or 143; after a graceful stop it ends with 0. If the stop takes longer than
 * {@value #PATIENCE_SECONDS} seconds, the process ends with 1.
 */
final class ProcessSignals {
    private static final int PATIENCE_SECONDS = 15;

    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook;

    private ProcessSignals(StopSignal stop) {
        this.hook = new Thread(() -> shutDown(stop), "nodenet-shutdown");
    }

    /** Starts watching for signals. */
    static ProcessSignals watch(StopSignal stop) {
        ProcessSignals signals = new ProcessSignals(stop);
        Runtime.getRuntime().addShutdownHook(signals.hook);
        return signals;
    }

    private void shutDown(StopSignal stop) {
        stop.request();
        int status = 1;
        try {
            status = done.await(PATIENCE_SECONDS, TimeUnit.SECONDS) ? 0 : 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(status);
    }

    /** Records that the node has stopped, so that the process can end. */
    void stopped() {
        done.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException alreadyRunning) {
            // the hook itself ends the process
        }
    }
}
