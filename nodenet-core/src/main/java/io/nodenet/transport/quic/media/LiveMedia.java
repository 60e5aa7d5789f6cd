package io.nodenet.transport.quic.media;

import io.nodenet.transport.NodeLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Set;

/** The media sessions that have not ended; gives each a turn once a second. The loop only. */
public final class LiveMedia {
    private static final long TICK_NANOS = Duration.ofSeconds(1).toNanos();

    private final NodeLoop loop;
    private final Set<Session> sessions = new LinkedHashSet<>();
    private boolean ticking;

    /** A session that has not ended. */
    interface Session {
        /** Does what is due once a second. */
        void tick();
    }

    public LiveMedia(NodeLoop loop) {
        this.loop = loop;
    }

    void add(Session session) {
        sessions.add(session);
        if (!ticking) {
            ticking = true;
            loop.schedule(this::tick, TICK_NANOS);
        }
    }

    void remove(Session session) {
        sessions.remove(session);
    }

    /** Returns the number of sessions. */
    public int size() {
        return sessions.size();
    }

    private void tick() {
        ticking = !sessions.isEmpty();
        if (ticking) {
            loop.schedule(this::tick, TICK_NANOS);
            new ArrayList<>(sessions).forEach(Session::tick);
        }
    }
}
