package io.nodenet.node.core.turn;

/** The time of the input that is being handled, on both clocks; begun with each input, read by every part of the core. */
public final class Turn {
    private long nowNanos;
    private long wallNanos;

    /** Begins the turn of an input. */
    public void begin(long monotonicNanos, long wallClockNanos) {
        nowNanos = monotonicNanos;
        wallNanos = wallClockNanos;
    }

    /** Returns monotonic nanoseconds: timers, idle times and limits run on them. */
    public long nowNanos() {
        return nowNanos;
    }

    /** Returns nanoseconds since 1970, for the freshness of what was signed. */
    public long wallNanos() {
        return wallNanos;
    }
}
