package io.nodenet.fact;

/** Why an edge takes another kind of path than before. */
public enum PathChangeReason {
    /** A better path came up. */
    BETTER_PATH,
    /** The connection over the path before has ended. */
    CONNECTION_LOST,
    /** What was sent over the path before got nowhere. */
    PATH_STUCK,
    /** The peer has left the path before. */
    LEFT_BY_PEER
}
