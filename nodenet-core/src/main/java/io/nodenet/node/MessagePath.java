package io.nodenet.node;

/** How a message came here. */
public enum MessagePath {
    /** Through other nodes; signed by its originator. */
    ROUTED,
    /** Over an edge with its originator. */
    DIRECT,
    /** From this node itself. */
    LOCAL
}
