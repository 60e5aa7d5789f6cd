package io.nodenet.node.core;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/** Runs events one after the other on the calling thread, in the order of their time: the clock and the chance of a simulation. */
final class VirtualTime {
    /** What the wall clock shows at the start: 2000-01-01T00:00:00Z. */
    static final long WALL_START_NANOS = 946_684_800_000_000_000L;

    /** Below zero, as a monotonic clock may be. */
    private static final long START_NANOS = -Duration.ofHours(1).toNanos();

    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::atNanos).thenComparingLong(Event::sequence));
    private final SplittableRandom random;
    private long nowNanos = START_NANOS;
    private long sequence;

    private record Event(long atNanos, long sequence, Runnable action) {}

    VirtualTime(long seed) {
        random = new SplittableRandom(seed);
    }

    long nanos() {
        return nowNanos;
    }

    long wallNanos() {
        return WALL_START_NANOS + (nowNanos - START_NANOS);
    }

    SplittableRandom random() {
        return random;
    }

    /** Runs an action in an event of its own, after everything that is due by then already. */
    void after(long delayNanos, Runnable action) {
        at(nowNanos + delayNanos, action);
    }

    void at(long atNanos, Runnable action) {
        events.add(new Event(Math.max(atNanos, nowNanos), sequence++, action));
    }

    /** Lets time pass and everything happen that is due meanwhile, the end included. */
    void runFor(Duration duration) {
        long end = nowNanos + duration.toNanos();
        for (Event next = events.peek(); next != null && next.atNanos <= end; next = events.peek()) {
            events.poll();
            nowNanos = next.atNanos;
            next.action.run();
        }
        nowNanos = end;
    }

    /** Lets everything happen that is due now. */
    void settle() {
        runFor(Duration.ZERO);
    }
}
