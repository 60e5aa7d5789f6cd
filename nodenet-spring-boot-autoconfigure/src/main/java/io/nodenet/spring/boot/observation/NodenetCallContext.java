package io.nodenet.spring.boot.observation;

import io.micrometer.observation.Observation;
import io.nodenet.kad.NodeId;
import io.nodenet.media.MediaSession;
import org.jspecify.annotations.Nullable;

/** What an observation of one call that opens a media session knows. */
public final class NodenetCallContext extends Observation.Context {
    private final NodeId peer;
    private @Nullable MediaSession session;

    /** Creates the context of a call. */
    public NodenetCallContext(NodeId peer) {
        this.peer = peer;
    }

    /** Returns the peer that is called. */
    public NodeId peer() {
        return peer;
    }

    /** Returns the session, null as long as there is none. */
    public @Nullable MediaSession session() {
        return session;
    }

    /** Sets the session. */
    public void setSession(MediaSession value) {
        session = value;
    }
}
