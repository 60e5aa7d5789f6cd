package io.nodenet.transport.quic.edge;

import io.nodenet.transport.NodeLoop;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Notices a frame that has begun and does not become complete in time. The loop only. */
final class FrameWatch {
    private final NodeLoop loop;
    private final long timeoutNanos;
    private final BooleanSupplier insideFrame;
    private final Runnable onTimeout;
    private NodeLoop.@Nullable Timer timer;
    private boolean progress;

    /**
     * Creates the watch of one connection.
     *
     * @param insideFrame whether a frame has begun whose rest is waited for
     * @param onTimeout called when no frame became complete for the timeout, while one had begun all along
     */
    FrameWatch(NodeLoop loop, long timeoutNanos, BooleanSupplier insideFrame, Runnable onTimeout) {
        this.loop = loop;
        this.timeoutNanos = timeoutNanos;
        this.insideFrame = insideFrame;
        this.onTimeout = onTimeout;
    }

    /** Takes note that a frame is complete. */
    void onFrame() {
        progress = true;
    }

    /** Takes note that bytes have come, which may have begun a frame. */
    void onBytes() {
        if (timer != null || !insideFrame.getAsBoolean()) {
            return;
        }
        progress = false;
        timer = loop.schedule(this::check, timeoutNanos);
    }

    private void check() {
        timer = null;
        if (progress) {
            onBytes();
        } else if (insideFrame.getAsBoolean()) {
            onTimeout.run();
        }
    }

    /** Ends the watch, which then holds nothing on the loop. Idempotent. */
    void end() {
        NodeLoop.Timer running = timer;
        if (running != null) {
            timer = null;
            running.cancel();
        }
    }
}
