package io.nodenet.node.core;

import io.nodenet.transport.NodeLoop;
import io.nodenet.transport.TimeSource;
import java.time.Duration;

/** The loop of a host whose wall clock a test can set; the monotonic one goes on as before. */
final class SteppedLoop implements NodeLoop, TimeSource {
    private final NodeLoop loop;
    private long aheadNanos;

    SteppedLoop(NodeLoop loop) {
        this.loop = loop;
    }

    /** Sets the wall clock forward, or back by a negative duration. */
    void step(Duration by) {
        aheadNanos += by.toNanos();
    }

    @Override
    public long nanos() {
        return loop.time().nanos();
    }

    @Override
    public long wallNanos() {
        return loop.time().wallNanos() + aheadNanos;
    }

    @Override
    public TimeSource time() {
        return this;
    }

    @Override
    public void execute(Runnable task) {
        loop.execute(task);
    }

    @Override
    public boolean inLoop() {
        return loop.inLoop();
    }

    @Override
    public Timer schedule(Runnable task, long delayNanos) {
        return loop.schedule(task, delayNanos);
    }
}
