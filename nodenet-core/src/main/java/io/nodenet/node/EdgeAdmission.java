package io.nodenet.node;

import io.nodenet.kad.NodeId;

/**
 * Decides with whom this node has edges; asked once per edge, after the proof of work (docs/protocol/02, section 6, [L]).
 *
 * <p>It does not decide whose messages arrive through others. Asked off the loop, one question at a time; an answer that takes longer
 * than a second is a refusal, and so is an exception.
 */
@FunctionalInterface
public interface EdgeAdmission {
    /**
     * Returns whether there may be an edge to a peer.
     *
     * @param outbound whether this node is about to dial, else the peer has dialed
     */
    boolean admit(NodeId peer, boolean outbound);
}
