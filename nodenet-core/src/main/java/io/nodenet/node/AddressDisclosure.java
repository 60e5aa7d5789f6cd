package io.nodenet.node;

import io.nodenet.kad.NodeId;

/**
 * Decides which peers are told where this node is, when they look for it or it looks for them (W-18; docs/protocol/08, section 10.4, [L]).
 *
 * <p>Without one, everybody who has done the proof of work of the network is told. It does not hide the addresses that a node announces to
 * its neighbours, nor the one that its packets come from: a node that nobody may find dials only peers that it trusts ({@link EdgeAdmission})
 * and advertises nothing.
 *
 * <p>Asked off the loop, one question at a time and 256 that wait at most; an answer that takes longer than a second is a refusal, and so is
 * an exception, and a question beyond the 256. A refusal is counted ({@code disclosure-refused}, {@code disclosure-timeout}).
 */
@FunctionalInterface
public interface AddressDisclosure {
    /**
     * Returns whether a peer may be told the addresses of this node.
     *
     * @param peer the peer, whose identity is proven if it asks
     * @param outbound whether this node is about to look for the peer, which is told nothing if that is refused; else the peer looks for this
     *     node, and gets no answer if that is refused
     */
    boolean disclose(NodeId peer, boolean outbound);
}
