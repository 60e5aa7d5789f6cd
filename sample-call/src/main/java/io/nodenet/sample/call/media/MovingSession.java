package io.nodenet.sample.call.media;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the sessions of a call while it moves from one to the next: the next one takes over once the peer sends on it, and the previous one
 * is closed a little later, so that data in flight arrives. Not thread-safe.
 */
final class MovingSession {
    /** The time for which a replaced session is kept. */
    static final long FOLLOWED_NANOS = Duration.ofSeconds(1).toNanos();

    /** The same for sessions opened by the peer, which is expected to close them. */
    static final long PEERS_FOLLOWED_NANOS = Duration.ofSeconds(3).toNanos();

    /** The time for which the peer may be silent on a session before it is abandoned. */
    static final long SILENT_NANOS = Duration.ofSeconds(5).toNanos();

    /** The maximum number of replaced sessions that are kept. */
    private static final int MAX_LEAVING = 2;

    private final List<Leaving> leaving = new ArrayList<>(MAX_LEAVING);
    private @Nullable SessionLink current;
    private @Nullable SessionLink next;
    private long nextSince;
    private int taken;

    private record Leaving(SessionLink link, long untilNanos) {}

    /** Adds a session to move to; returns whether there is room for it. */
    boolean add(SessionLink link, long nowNanos) {
        if (next != null || leaving.size() == MAX_LEAVING) {
            return false;
        }
        next = link;
        nextSince = nowNanos;
        return true;
    }

    /** Records that the peer sends on a session; returns whether that has made it the current one. */
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

    /** Records the end of a session; returns whether it was the last usable one. */
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

    /** Removes and returns the sessions to close now. */
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

    /** Returns the number of moves to another session. */
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
