package io.nodenet.transport;

/** The two clocks of a node, read once per turn of its loop. */
public interface TimeSource {
    /** Returns monotonic nanoseconds from an arbitrary origin: timers, idle times and limits run on them. */
    long nanos();

    /** Returns nanoseconds since 1970-01-01T00:00:00Z: only freshness and the signed time of a message use them. */
    long wallNanos();
}
