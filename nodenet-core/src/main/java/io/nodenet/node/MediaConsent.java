package io.nodenet.node;

import io.nodenet.kad.NodeId;

/**
 * Decides whose calls this node takes: whether the application is offered a media session that a peer has opened. Asked once per session, after
 * the proof of work and when there is a slot for it (docs/protocol/05, section 2, [V]); a node without a consent takes none.
 *
 * <p>Asked off the loop, one question at a time; an answer that takes longer than a second is a refusal, and so is an exception. Whether a person
 * takes the call is decided later, by {@link InboundCall}.
 */
@FunctionalInterface
public interface MediaConsent {
    /** Returns whether a peer may call. */
    boolean mayCall(NodeId caller);
}
