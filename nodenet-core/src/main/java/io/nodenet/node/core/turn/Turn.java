package io.nodenet.node.core.turn;

import io.nodenet.node.core.NodeCore;

/** The monotonic time of the input that is being handled; set by {@link NodeCore} alone, read by its parts. */
public final class Turn {
    private long nowNanos;

    public void begin(long now) {
        nowNanos = now;
    }

    public long nowNanos() {
        return nowNanos;
    }
}
