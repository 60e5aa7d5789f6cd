package io.nodenet.node;

/** How a message came here. */
public enum MessagePath {
    /** Through other nodes; signed by its originator. */
    ROUTED,
    /** Over an edge with its originator. */
    DIRECT,
    /** Through other nodes, sealed by its originator: nobody else could read it. */
    SEALED,
    /** From this node itself. */
    LOCAL
}
