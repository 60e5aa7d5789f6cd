package io.nodenet.fact;

import io.nodenet.address.Endpoint;
import io.nodenet.kad.NodeId;
import java.time.Duration;
import java.util.List;

/**
 * The edge to a peer that was asked for.
 *
 * @param peer the node at its other end
 * @param path how it came about
 * @param remote the address of the peer on it; that of a relay if it is relayed
 * @param took the time from the question to the edge
 * @param steps what was tried, in the order in which it ended; one step if the edge was there already
 */
public record Connected(NodeId peer, PathKind path, Endpoint remote, Duration took, List<ConnectStep> steps) {
    /** Copies the list. */
    public Connected {
        steps = List.copyOf(steps);
    }
}
