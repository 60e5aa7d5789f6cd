package io.nodenet.cli;

import io.nodenet.kad.NodeId;
import org.jspecify.annotations.Nullable;

/** What the command line wants to hear from the node that it runs, in the words of docs/console.md; called from any thread. */
interface NodeEvents {
    /** An edge is up. */
    void edge(NodeId peer, String path, String direction, String remote);

    /** An edge is gone. */
    void edgeLost(NodeId peer, String reason);

    /** A message for the application arrived. */
    void delivered(NodeId from, String path, byte[] payload);

    /** The connectivity floor changed its band. */
    void phase(String from, String to, int edges);

    /** Where the node is seen from outside has changed; no endpoint while none is confirmed. */
    void reflexive(@Nullable String endpoint, boolean symmetric);
}
