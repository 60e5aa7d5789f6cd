package io.nodenet.node;

/** The life of a {@link Node}: forward only, each state at most once (W-30). */
public enum NodeState {
    /** Built, nothing runs. */
    NEW,
    /** Started: the socket is bound, anchors are being dialed. */
    RUNNING,
    /** Leaving: neighbours are told, nothing new begins. */
    STOPPING,
    /** Ended for good, with its transport and threads; build another node to go on. */
    CLOSED,
    /** Ended because its loop died; build another node to go on. */
    FAILED
}
