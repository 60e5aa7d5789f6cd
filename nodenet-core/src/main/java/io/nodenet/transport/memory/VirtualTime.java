package io.nodenet.transport.memory;

import io.nodenet.transport.NodeLoop;
import io.nodenet.transport.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A clock that stands still until it is told to go on, and the queue of what happens in its time.
 *
 * <p>Events of one instant run in the order they were scheduled. Not thread-safe: one thread schedules and lets time pass.
 */
public final class VirtualTime implements TimeSource {
    /** The wall clock starts at 2000-01-01T00:00:00Z, unless told otherwise. */
    public static final long WALL_START_NANOS = 946_684_800_000_000_000L;

    /** Below zero, as a monotonic clock may be. */
    private static final long START_NANOS = -Duration.ofHours(1).toNanos();

    private final PriorityQueue<Event> events = new PriorityQueue<>(VirtualTime::compare);
    private final List<Runnable> observers = new ArrayList<>();
    private final long wallStartNanos;
    private long nowNanos = START_NANOS;
    private long sequence;
    private long executed;

    private static final class Event implements NodeLoop.Timer {
        private final long atNanos;
        private final long sequence;
        /** Null once it is cancelled: what it would act upon may be large, and gone long before. */
        private @Nullable Runnable task;

        private Event(long atNanos, long sequence, Runnable task) {
            this.atNanos = atNanos;
            this.sequence = sequence;
            this.task = task;
        }

        @Override
        public void cancel() {
            task = null;
        }
    }

    /** Creates a clock whose wall clock starts at {@link #WALL_START_NANOS}. */
    public VirtualTime() {
        this(WALL_START_NANOS);
    }

    /** Creates a clock whose wall clock starts at an instant, in nanoseconds since 1970-01-01T00:00:00Z. */
    public VirtualTime(long wallStartNanos) {
        this.wallStartNanos = wallStartNanos;
    }

    /** Orders events by time, then by sequence; spelled out, since a large simulation does little else. */
    private static int compare(Event a, Event b) {
        int byTime = Long.compare(a.atNanos, b.atNanos);
        return byTime != 0 ? byTime : Long.compare(a.sequence, b.sequence);
    }

    @Override
    public long nanos() {
        return nowNanos;
    }

    @Override
    public long wallNanos() {
        return wallStartNanos + nowNanos - START_NANOS;
    }

    /** Returns how much time has passed since the start. */
    public Duration elapsed() {
        return Duration.ofNanos(nowNanos - START_NANOS);
    }

    /** Returns in how many nanoseconds the next event is due, {@link Long#MAX_VALUE} if there is none. */
    public long untilNextNanos() {
        Event next = next();
        return next == null ? Long.MAX_VALUE : next.atNanos - nowNanos;
    }

    /** Schedules a task after a delay; a negative one counts as none. */
    public NodeLoop.Timer schedule(Runnable task, long delayNanos) {
        long at = nowNanos + Math.max(0, delayNanos);
        Event event = new Event(at < nowNanos ? Long.MAX_VALUE : at, sequence++, task);
        events.add(event);
        return event;
    }

    /** Has something done after each event: checks of what must always hold. */
    public void afterEachEvent(Runnable observer) {
        observers.add(observer);
    }

    /** Returns how many events have run. */
    public long executed() {
        return executed;
    }

    /** Lets a time pass and runs what happens in it. */
    public void advance(Duration duration) {
        runUntil(() -> false, duration);
    }

    /**
     * Lets time pass until a condition holds, which is asked after each event.
     *
     * @return whether it holds; if not, the whole time has passed
     */
    public boolean runUntil(BooleanSupplier condition, Duration limit) {
        long end = nowNanos + limit.toNanos();
        while (!condition.getAsBoolean()) {
            Event next = next();
            if (next == null || next.atNanos > end) {
                nowNanos = end;
                return condition.getAsBoolean();
            }
            run(next);
        }
        return true;
    }

    private void run(Event event) {
        Runnable task = event.task;
        events.remove();
        nowNanos = Math.max(nowNanos, event.atNanos);
        executed++;
        if (task != null) {
            task.run();
        }
        observers.forEach(Runnable::run);
    }

    private @Nullable Event next() {
        Event next = events.peek();
        while (next != null && next.task == null) {
            events.remove();
            next = events.peek();
        }
        return next;
    }
}
