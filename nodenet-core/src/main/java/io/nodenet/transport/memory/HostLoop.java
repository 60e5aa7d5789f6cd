package io.nodenet.transport.memory;

import io.nodenet.transport.NodeLoop;
import io.nodenet.transport.TimeSource;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The loop of a host of a network, opened to other threads than that of the network. */
final class HostLoop implements NodeLoop {
    private static final Logger LOG = LoggerFactory.getLogger(NetworkThread.class);

    private final NetworkThread thread;
    private final NodeLoop host;

    /** Creates a loop; {@code host} is used on the thread of the network only. */
    HostLoop(NetworkThread thread, NodeLoop host) {
        this.thread = thread;
        this.host = host;
    }

    @Override
    public void execute(Runnable task) {
        onThread(() -> host.execute(() -> run(task)));
    }

    @Override
    public boolean inLoop() {
        return thread.isCurrent();
    }

    @Override
    public Timer schedule(Runnable task, long delayNanos) {
        AtomicBoolean cancelled = new AtomicBoolean();
        onThread(() -> host.schedule(
                () -> {
                    if (!cancelled.get()) {
                        run(task);
                    }
                },
                delayNanos));
        return () -> cancelled.set(true);
    }

    @Override
    public TimeSource time() {
        return thread;
    }

    /** Runs a task on the thread of the network: at once, if this is it. */
    void onThread(Runnable task) {
        if (thread.isCurrent()) {
            task.run();
        } else {
            thread.execute(task);
        }
    }

    /** Runs a task of the node; what it throws is logged, as by the loop of production. */
    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.error("A task on the loop failed", e);
        }
    }
}
