package io.nodenet.node.core.port;

/** What the application may be asked about a peer. */
public enum Policy {
    /** Whether there may be an edge to it. */
    EDGE_ADMISSION,
    /** Whether it may be told where this node is. */
    ADDRESS_DISCLOSURE,
    /** Whether the application is offered a media session that it has opened. */
    MEDIA_CONSENT
}
