package io.nodenet.sample.call;

import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/** The single thread of calls. Thread-safe. Not an {@code Executor}, because Boot would then not auto-configure its own. */
@Component
class CallThread implements DisposableBean {
    private static final Logger LOG = LoggerFactory.getLogger(CallThread.class);

    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "call");
        thread.setDaemon(true);
        return thread;
    });

    /** Runs a task after all previous ones; ignored once the application has ended. */
    void execute(Runnable task) {
        try {
            executor.execute(() -> run(task));
        } catch (RejectedExecutionException e) {
            LOG.debug("The application has ended, and its calls with it");
        }
    }

    /** Runs a task repeatedly, even if it throws. */
    ScheduledFuture<?> every(long millis, Runnable task) {
        return executor.scheduleWithFixedDelay(() -> run(task), millis, millis, TimeUnit.MILLISECONDS);
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.error("A task of the telephone failed", e);
        }
    }

    @Override
    public void destroy() {
        executor.shutdownNow();
    }
}
