package io.nodenet.spring.boot.observation;

import io.micrometer.observation.Observation;
import io.nodenet.fact.Connected;
import io.nodenet.kad.NodeId;
import org.jspecify.annotations.Nullable;

/** The context of the observation of one call that connects to a peer. */
public final class NodenetConnectContext extends Observation.Context {
    private final NodeId peer;
    private @Nullable Connected connected;

    /** Creates the context of a call. */
    public NodenetConnectContext(NodeId peer) {
        this.peer = peer;
    }

    /** Returns the target peer. */
    public NodeId peer() {
        return peer;
    }

    /** Returns the edge, null until there is one. */
    public @Nullable Connected connected() {
        return connected;
    }

    /** Sets the edge. */
    public void setConnected(Connected value) {
        connected = value;
    }
}
