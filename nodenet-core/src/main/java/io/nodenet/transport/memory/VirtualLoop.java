package io.nodenet.transport.memory;

import io.nodenet.transport.NodeLoop;
import io.nodenet.transport.TimeSource;

/** The loop of one host in virtual time: all loops share one thread, and one task runs at a time. */
final class VirtualLoop implements NodeLoop {
    private final VirtualTime time;
    private final TimeSource clock;
    private int depth;
    private boolean ended;

    /**
     * Creates a loop.
     *
     * @param clockSkewNanos how far the host's wall clock is ahead
     */
    VirtualLoop(VirtualTime time, long clockSkewNanos) {
        this.time = time;
        this.clock = new TimeSource() {
            @Override
            public long nanos() {
                return time.nanos();
            }

            @Override
            public long wallNanos() {
                return time.wallNanos() + clockSkewNanos;
            }
        };
    }

    @Override
    public void execute(Runnable task) {
        schedule(task, 0);
    }

    @Override
    public boolean inLoop() {
        return depth > 0;
    }

    @Override
    public Timer schedule(Runnable task, long delayNanos) {
        return time.schedule(() -> run(task), delayNanos);
    }

    @Override
    public TimeSource time() {
        return clock;
    }

    void end() {
        ended = true;
    }

    /** Runs a task as a turn, or as a part of the turn in progress. */
    void run(Runnable task) {
        if (ended) {
            return;
        }
        depth++;
        try {
            task.run();
        } finally {
            depth--;
        }
    }
}
