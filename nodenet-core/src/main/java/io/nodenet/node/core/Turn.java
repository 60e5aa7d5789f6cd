package io.nodenet.node.core;

/** The monotonic time of the input that is being handled; set by {@link NodeCore} alone, read by its parts. */
final class Turn {
    private long nowNanos;

    void begin(long now) {
        nowNanos = now;
    }

    long nowNanos() {
        return nowNanos;
    }
}
