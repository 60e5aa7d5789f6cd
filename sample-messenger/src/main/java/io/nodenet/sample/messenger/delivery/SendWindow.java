package io.nodenet.sample.messenger.delivery;

import io.nodenet.sample.common.contact.Backoff;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Decides which messages to one contact are sent now. Pure: handles numbers and times, not messages.
 *
 * <p>At most {@value #SIZE} messages are in flight. If nothing is acknowledged in time, only the first of them is resent, each time after a
 * longer wait. A sign of life ends the wait and makes all overdue ones due.
 *
 * <p>Not thread-safe. Times are milliseconds of one monotonic clock.
 */
final class SendWindow {
    /** The maximum number of messages in flight. */
    static final int SIZE = 32;

    private static final long NEVER = Long.MAX_VALUE;

    private final Backoff backoff;
    private final NavigableMap<Long, Long> sentAt = new TreeMap<>();
    private long base;
    private long end;
    private int attempt;
    private long retryAt = NEVER;
    private boolean refused;
    private boolean awake;

    /**
     * Makes a window.
     *
     * @param base the first number that is not acknowledged
     * @param end the number after the last message
     */
    SendWindow(Backoff backoff, long base, long end) {
        this.backoff = backoff;
        this.base = base;
        this.end = end;
    }

    long base() {
        return base;
    }

    boolean isEmpty() {
        return base == end;
    }

    /** Returns the number of unacknowledged messages. */
    long size() {
        return end - base;
    }

    /** Records a message appended at the end. */
    void queued() {
        end++;
    }

    /** Returns the numbers of the messages to send now, in order. */
    List<Long> due(long now) {
        List<Long> due = new ArrayList<>();
        boolean timedOut = now >= retryAt;
        if (refused && !timedOut && !awake) {
            return due;
        }
        long limit = Math.min(end, base + SIZE);
        for (long sequence = base; sequence < limit; sequence++) {
            Long last = sentAt.get(sequence);
            boolean repeats =
                    last != null && (awake ? now - last >= backoff.baseMillis() : timedOut && sequence == base);
            if (last == null || repeats) {
                due.add(sequence);
            }
        }
        if (timedOut) {
            attempt++;
            retryAt = NEVER;
        }
        awake = false;
        refused = false;
        return due;
    }

    /** Records that the courier accepted a message. */
    void sent(long sequence, long now) {
        sentAt.put(sequence, now);
        if (retryAt == NEVER) {
            retryAt = now + backoff.delayMillis(attempt);
        }
    }

    /** Records that the courier accepted nothing; nothing is due until the wait is over. */
    void refused(long now) {
        refused = true;
        retryAt = now + backoff.delayMillis(attempt);
    }

    /** Records that every message up to {@code through} is acknowledged; returns whether that is new. */
    boolean acknowledged(long through, long now) {
        if (through < base || through >= end) {
            return false;
        }
        base = through + 1;
        sentAt.headMap(through, true).clear();
        attempt = 0;
        Map.Entry<Long, Long> oldest = sentAt.firstEntry();
        retryAt = oldest == null ? NEVER : now + backoff.delayMillis(0);
        awake = true;
        return true;
    }

    /** Handles a sign of life of the contact, or of the path to it. */
    void awaken(long now) {
        attempt = 0;
        awake = true;
        if (retryAt != NEVER) {
            retryAt = Math.min(retryAt, now + backoff.delayMillis(0));
        }
    }
}
