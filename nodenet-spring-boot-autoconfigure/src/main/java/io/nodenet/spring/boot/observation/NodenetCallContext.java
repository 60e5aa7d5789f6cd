package io.nodenet.spring.boot.observation;

import io.micrometer.observation.Observation;
import io.nodenet.kad.NodeId;
import io.nodenet.media.MediaSession;
import org.jspecify.annotations.Nullable;

/** The context of the observation of one call that opens a media session. */
public final class NodenetCallContext extends Observation.Context {
    private final NodeId peer;
    private @Nullable MediaSession session;

    /** Creates the context of a call. */
    public NodenetCallContext(NodeId peer) {
        this.peer = peer;
    }

    /** Returns the called peer. */
    public NodeId peer() {
        return peer;
    }

    /** Returns the session, null until there is one. */
    public @Nullable MediaSession session() {
        return session;
    }

    /** Sets the session. */
    public void setSession(MediaSession value) {
        session = value;
    }
}
