package io.nodenet.sample.call.media;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the sessions of a call while it moves from one to the next: the next one takes over once the peer talks on it, and the one before is closed a little
 * later, so that what is on its way over it arrives. Not thread-safe.
 */
final class MovingSession {
    /** How long a session lives on that another one has followed. */
    static final long FOLLOWED_NANOS = Duration.ofSeconds(1).toNanos();

    /** The same where the peer has opened it, and is the one to close it. */
    static final long PEERS_FOLLOWED_NANOS = Duration.ofSeconds(3).toNanos();

    /** How long the peer may be silent on a session before it is given up. */
    static final long SILENT_NANOS = Duration.ofSeconds(5).toNanos();

    /** The most sessions that live on. */
    private static final int MAX_LEAVING = 2;

    private final List<Leaving> leaving = new ArrayList<>(MAX_LEAVING);
    private @Nullable SessionLink current;
    private @Nullable SessionLink next;
    private long nextSince;
    private int taken;

    private record Leaving(SessionLink link, long untilNanos) {}

    /** Adds a session that is to take over; answers whether there is room for it. */
    boolean add(SessionLink link, long nowNanos) {
        if (next != null || leaving.size() == MAX_LEAVING) {
            return false;
        }
        next = link;
        nextSince = nowNanos;
        return true;
    }

    /** The peer talks on a session; answers whether that has made it the current one. */
    boolean talks(SessionLink link, long nowNanos) {
        if (link != next) {
            return false;
        }
        SessionLink before = current;
        if (before != null) {
            long more = before.session().isOutbound() ? FOLLOWED_NANOS : PEERS_FOLLOWED_NANOS;
            leaving.add(new Leaving(before, nowNanos + more));
        }
        current = link;
        next = null;
        taken++;
        return true;
    }

    /** A session has ended; answers whether it was the last one of use. */
    boolean remove(SessionLink link) {
        boolean used = link == current || link == next;
        if (link == current) {
            current = null;
        } else if (link == next) {
            next = null;
        }
        leaving.removeIf(one -> one.link() == link);
        return used && current == null && next == null;
    }

    /** Takes out the sessions that are to be closed now. */
    List<SessionLink> due(long nowNanos) {
        List<SessionLink> due = new ArrayList<>();
        for (Iterator<Leaving> i = leaving.iterator(); i.hasNext(); ) {
            Leaving one = i.next();
            if (nowNanos >= one.untilNanos()) {
                i.remove();
                due.add(one.link());
            }
        }
        if (next != null && nowNanos - nextSince >= SILENT_NANOS) {
            due.add(next); // whose end is then seen as that of any other
        }
        return due;
    }

    @Nullable
    SessionLink current() {
        return current;
    }

    boolean isMoving() {
        return next != null;
    }

    /** Answers how often another session has taken over. */
    int moves() {
        return Math.max(0, taken - 1);
    }

    List<SessionLink> all() {
        List<SessionLink> all = new ArrayList<>();
        if (current != null) {
            all.add(current);
        }
        if (next != null) {
            all.add(next);
        }
        leaving.forEach(one -> all.add(one.link()));
        return all;
    }
}
