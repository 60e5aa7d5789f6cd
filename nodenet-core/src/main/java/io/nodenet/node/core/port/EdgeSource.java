package io.nodenet.node.core.port;

import io.nodenet.kad.NodeId;
import java.util.function.Consumer;

/** The port through which a part of the core comes to an edge with a peer that it knows by its NodeID, through NATs if need be. */
public interface EdgeSource {
    /**
     * Comes to an edge with a peer.
     *
     * @param ended told once whether there is an edge, maybe before the method returns
     */
    void connect(NodeId peer, Consumer<Boolean> ended);
}
