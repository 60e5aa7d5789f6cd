package io.nodenet.node.run;

import io.nodenet.transport.NodeLoop;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Brings what application threads submit to the loop, in order and a share for each turn.
 *
 * <p>Between two shares the loop looks at its socket: after a pause of a busy machine a whole second of messages would fill every buffer
 * before the first acknowledgement is read. Bounded by the budget of {@link Submissions}, which everything that is queued has taken.
 */
final class SubmissionQueue {
    /** The most that is taken up in one turn. */
    static final int SHARE = 64;

    private final NodeLoop loop;
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();

    SubmissionQueue(NodeLoop loop) {
        this.loop = loop;
    }

    /** Queues a task for the loop. Any thread. */
    void add(Runnable task) {
        waiting.add(task);
        if (scheduled.compareAndSet(false, true)) {
            loop.execute(this::takeUp);
        }
    }

    /** Runs everything that waits, at the end. The loop only. */
    void takeUpAll() {
        for (Runnable task = waiting.poll(); task != null; task = waiting.poll()) {
            task.run();
        }
    }

    private void takeUp() {
        try {
            for (int i = 0; i < SHARE; i++) {
                Runnable task = waiting.poll();
                if (task == null) {
                    break;
                }
                task.run();
            }
        } finally {
            scheduled.set(false);
            if (!waiting.isEmpty() && scheduled.compareAndSet(false, true)) {
                loop.schedule(this::takeUp, 0); // what is scheduled runs after the socket was looked at
            }
        }
    }
}
