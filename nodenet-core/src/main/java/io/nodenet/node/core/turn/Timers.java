package io.nodenet.node.core.turn;

import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * The deadlines of the core, earliest first; those of one instant fire in the order they were set.
 *
 * <p>Not thread-safe. Nothing is set per frame: a node has a few deadlines per anchor and pending admission, and one for its edges.
 */
public final class Timers {
    /** What {@link #nextDeadline} answers when nothing is set. */
    static final long NONE = Long.MAX_VALUE;

    private final PriorityQueue<Deadline> queue = new PriorityQueue<>(
            Comparator.comparingLong((Deadline d) -> d.atNanos).thenComparingLong(d -> d.sequence));
    private final Turn turn;
    private long sequence;

    /** A deadline that may be cancelled. */
    public static final class Deadline {
        private final long atNanos;
        private final long sequence;
        private final Runnable action;
        private boolean cancelled;

        private Deadline(long atNanos, long sequence, Runnable action) {
            this.atNanos = atNanos;
            this.sequence = sequence;
            this.action = action;
        }

        /** Prevents the action, if it has not run. */
        public void cancel() {
            cancelled = true;
        }
    }

    public Timers(Turn turn) {
        this.turn = turn;
    }

    /** Runs an action once a time has passed, counted from the present turn. */
    public Deadline after(long delayNanos, Runnable action) {
        Deadline deadline = new Deadline(turn.nowNanos() + delayNanos, sequence++, action);
        queue.add(deadline);
        return deadline;
    }

    /** Runs everything that is due; an action may set new deadlines. */
    public void fire() {
        long nowNanos = turn.nowNanos();
        for (Deadline next = queue.peek(); next != null && next.atNanos <= nowNanos; next = queue.peek()) {
            queue.poll();
            if (!next.cancelled) {
                next.action.run();
            }
        }
    }

    /** Answers the monotonic time of the next deadline, {@link #NONE} if there is none. */
    public long nextDeadline() {
        for (Deadline next = queue.peek(); next != null; next = queue.peek()) {
            if (!next.cancelled) {
                return next.atNanos;
            }
            queue.poll();
        }
        return NONE;
    }
}
