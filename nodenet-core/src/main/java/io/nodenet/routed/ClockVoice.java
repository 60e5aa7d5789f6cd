package io.nodenet.routed;

import io.nodenet.kad.NodeId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;

/**
 * What the routed messages that one neighbour hands over say about the local wall clock (W-35).
 *
 * <p>[V] Each hop drops what is stale by its own clock, so whatever an honest neighbour hands over was signed within 30 s of that
 * neighbour's clock, be it replayed or forged by others: the voice is the neighbour's, and no signature is needed. A neighbour that lies
 * spoils its own voice only. The median of a few originators keeps one that is itself off from speaking for the neighbour.
 *
 * <p>A message that was queued, while this machine slept or was overloaded, looks as if the local clock were ahead. So of one originator
 * that message counts which was least delayed, and a single one says nothing: what was queued arrives at once, and one message a second is
 * looked at. {@value #ORIGINATORS} originators are remembered. Not thread-safe.
 */
public final class ClockVoice {
    /** The maximum number of originators that are remembered; the one heard longest ago gives way. */
    static final int ORIGINATORS = 5;

    /** The least time between two messages that are looked at. */
    static final Duration INTERVAL = Duration.ofSeconds(1);

    /** How many messages make a voice. */
    static final int MESSAGES = 2;

    /** How long a message counts. */
    static final Duration EXPIRY = Duration.ofMinutes(10);

    /** How far wall and monotonic clock may part before the wall clock was set, or the machine slept: what was heard before is void. */
    static final Duration STEP = Duration.ofSeconds(5);

    private final ArrayDeque<Heard> heard = new ArrayDeque<>(0);
    private boolean waiting;
    private long lastNanos;

    /**
     * The least delayed of the messages of an originator.
     *
     * @param aheadNanos by how much the local wall clock was ahead of the signed time
     * @param atNanos when it came
     * @param baseNanos what the wall clock showed when the monotonic one was 0
     * @param lastNanos when the last message came
     * @param messages how many there were
     */
    private record Heard(
            NodeId originator, long aheadNanos, long atNanos, long baseNanos, long lastNanos, int messages) {
        boolean counts(long nowNanos, long wallNanos) {
            return nowNanos - lastNanos < EXPIRY.toNanos()
                    && Math.abs(wallNanos - nowNanos - baseNanos) <= STEP.toNanos();
        }

        /** Returns the less delayed one of this and a later message. */
        Heard and(Heard later) {
            boolean stays = aheadNanos < later.aheadNanos && later.atNanos - atNanos < EXPIRY.toNanos();
            Heard less = stays ? this : later;
            return new Heard(
                    originator,
                    less.aheadNanos,
                    less.atNanos,
                    less.baseNanos,
                    later.lastNanos,
                    Math.min(MESSAGES, messages + 1));
        }
    }

    /**
     * Notes the signed time of a message.
     *
     * @param sentNanos any value: the originator chose it
     */
    public void hear(NodeId originator, long sentNanos, long nowNanos, long wallNanos) {
        if (waiting && nowNanos - lastNanos < INTERVAL.toNanos()) {
            return;
        }
        waiting = true;
        lastNanos = nowNanos;
        long aheadNanos = difference(wallNanos, sentNanos);
        Heard message = new Heard(originator, aheadNanos, nowNanos, wallNanos - nowNanos, nowNanos, 1);
        for (Iterator<Heard> each = heard.iterator(); each.hasNext(); ) {
            Heard before = each.next();
            if (before.originator.equals(originator)) {
                each.remove();
                message = before.counts(nowNanos, wallNanos) ? before.and(message) : message;
            }
        }
        if (heard.size() == ORIGINATORS) {
            heard.removeFirst();
        }
        heard.addLast(message);
    }

    /** Returns by how many nanoseconds the local wall clock is ahead, empty if too little was heard lately. */
    public OptionalLong aheadNanos(long nowNanos, long wallNanos) {
        List<Heard> counting = heard.stream()
                .filter(message -> message.counts(nowNanos, wallNanos))
                .toList();
        if (counting.stream().mapToInt(Heard::messages).sum() < MESSAGES) {
            return OptionalLong.empty();
        }
        return medianNearZero(counting.stream().mapToLong(Heard::aheadNanos).toArray());
    }

    /** Returns the median, of the middle two the one nearer to zero; empty if there is none. */
    public static OptionalLong medianNearZero(long... values) {
        if (values.length == 0) {
            return OptionalLong.empty();
        }
        long[] sorted = values.clone();
        Arrays.sort(sorted);
        long low = sorted[(sorted.length - 1) / 2];
        long high = sorted[sorted.length / 2];
        return OptionalLong.of(Math.abs(low) < Math.abs(high) ? low : high);
    }

    /** Subtracts without wrapping around; the result can be negated. */
    private static long difference(long wallNanos, long sentNanos) {
        long difference = wallNanos - sentNanos;
        if (((wallNanos ^ sentNanos) & (wallNanos ^ difference)) < 0) {
            return wallNanos < 0 ? -Long.MAX_VALUE : Long.MAX_VALUE;
        }
        return Math.max(-Long.MAX_VALUE, difference);
    }
}
