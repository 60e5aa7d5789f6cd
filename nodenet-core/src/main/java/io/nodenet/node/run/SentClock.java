package io.nodenet.node.run;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Gives each message a signed time of its own: equal times would make equal messages one (W-06). Thread-safe.
 *
 * <p>It follows the wall clock, also back: a clock that was ahead and is set right must not leave the node with times that nobody takes for
 * fresh. Only within {@value #TICK_NANOS} ns does it run ahead, since a clock stands still between its ticks. Once it has gone back, a time
 * may come again that was given before the step; the digits that the clock does not fill are drawn anew then, which makes that unlikely,
 * and only equal messages to the same peer would be mistaken for each other.
 */
public final class SentClock {
    /** How far the times may run ahead of the wall clock: longer than the tick of any clock in use. */
    static final long TICK_NANOS = 50_000_000;

    private static final long UNFILLED_DIGITS = 1000;

    private final LongSupplier wallNanos;
    private final LongSupplier random;
    private final AtomicLong last = new AtomicLong(Long.MIN_VALUE);

    /**
     * Creates a clock.
     *
     * @param wallNanos nanoseconds since 1970
     * @param random random bits
     */
    public SentClock(LongSupplier wallNanos, LongSupplier random) {
        this.wallNanos = wallNanos;
        this.random = random;
    }

    /** Returns a time that no other call has returned, as far as the wall clock does not step back. */
    long next() {
        long wall = wallNanos.getAsLong();
        return last.updateAndGet(before -> {
            if (wall > before) {
                return wall;
            }
            boolean steppedBack = before - wall > TICK_NANOS;
            return steppedBack ? wall + Math.floorMod(random.getAsLong(), UNFILLED_DIGITS) : before + 1;
        });
    }
}
