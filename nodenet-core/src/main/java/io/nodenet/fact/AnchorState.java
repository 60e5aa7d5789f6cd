package io.nodenet.fact;

/** The state of an anchor. */
public enum AnchorState {
    /** Nothing: the node has not started, or has left. */
    IDLE,
    /** The edge admission policy is being asked. */
    GATED,
    /** Its name is being resolved. */
    RESOLVING,
    /** One of its addresses is being dialed. */
    DIALING,
    /** It has an edge. */
    CONNECTED,
    /** It will be dialed again later. */
    WAITING,
    /** It was let go, or let this node go, because there are edges enough; it is dialed again when edges are missing. */
    RELEASED
}
