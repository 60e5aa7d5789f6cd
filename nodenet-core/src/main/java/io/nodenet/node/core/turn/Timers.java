package io.nodenet.node.core.turn;

import java.util.Comparator;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The deadlines of the core, earliest first; those of one instant fire in the order they were set.
 *
 * <p>Not thread-safe. One that is cancelled is forgotten at once, however far off it is, so that only what is awaited is kept.
 */
public final class Timers {
    /** The value of {@link #nextDeadline} when nothing is set. */
    static final long NONE = Long.MAX_VALUE;

    private final TreeSet<Deadline> queue =
            new TreeSet<>(Comparator.comparingLong((Deadline d) -> d.atNanos).thenComparingLong(d -> d.sequence));
    private final Turn turn;
    /** The first of the queue, which is asked for after each input. */
    private @Nullable Deadline earliest;

    private long sequence;

    /** A deadline that may be cancelled. */
    public final class Deadline {
        private final long atNanos;
        private final long sequence;
        private final Runnable action;

        private Deadline(long atNanos, long sequence, Runnable action) {
            this.atNanos = atNanos;
            this.sequence = sequence;
            this.action = action;
        }

        /** Prevents the action, if it has not run. */
        public void cancel() {
            remove(this);
        }
    }

    public Timers(Turn turn) {
        this.turn = turn;
    }

    /** Runs an action once a time has passed, counted from the present turn. */
    public Deadline after(long delayNanos, Runnable action) {
        Deadline deadline = new Deadline(turn.nowNanos() + delayNanos, sequence++, action);
        queue.add(deadline);
        Deadline before = earliest;
        if (before == null || deadline.atNanos < before.atNanos) {
            earliest = deadline;
        }
        return deadline;
    }

    /** Runs everything that is due; an action may set new deadlines. */
    public void fire() {
        long nowNanos = turn.nowNanos();
        for (Deadline next = earliest; next != null && next.atNanos <= nowNanos; next = earliest) {
            remove(next);
            next.action.run();
        }
    }

    /** Returns the monotonic time of the next deadline, {@link #NONE} if there is none. */
    public long nextDeadline() {
        Deadline next = earliest;
        return next == null ? NONE : next.atNanos;
    }

    /** Returns how many deadlines are awaited. */
    int size() {
        return queue.size();
    }

    private void remove(Deadline deadline) {
        queue.remove(deadline);
        if (deadline == earliest) {
            earliest = queue.isEmpty() ? null : queue.first();
        }
    }
}
