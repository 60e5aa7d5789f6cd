package io.nodenet.sample.messenger.delivery;

import io.nodenet.sample.common.contact.Backoff;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Decides which of the messages to one contact leave now. Pure: knows numbers and times, no messages.
 *
 * <p>At most {@value #SIZE} messages are under way. When nothing is acknowledged in time, only the first of them is sent again, each time
 * after a longer wait. A sign of life ends the wait and brings back all those that are overdue.
 *
 * <p>Not thread-safe. Times are milliseconds of one monotonic clock.
 */
final class SendWindow {
    /** The most messages under way. */
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

    /** Answers how many messages are not acknowledged. */
    long size() {
        return end - base;
    }

    /** A message was put at the end. */
    void queued() {
        end++;
    }

    /** Answers the numbers of the messages that are to leave now, in order. */
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

    /** The courier took a message. */
    void sent(long sequence, long now) {
        sentAt.put(sequence, now);
        if (retryAt == NEVER) {
            retryAt = now + backoff.delayMillis(attempt);
        }
    }

    /** The courier took nothing; nothing is due until the wait is over. */
    void refused(long now) {
        refused = true;
        retryAt = now + backoff.delayMillis(attempt);
    }

    /** Every message up to {@code through} is acknowledged; answers whether that is news. */
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

    /** The contact, or the way to it, has shown a sign of life. */
    void awaken(long now) {
        attempt = 0;
        awake = true;
        if (retryAt != NEVER) {
            retryAt = Math.min(retryAt, now + backoff.delayMillis(0));
        }
    }
}
