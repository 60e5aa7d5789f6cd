package io.nodenet.fact;

/** The limits of a node whose use can be watched. */
public enum Limit {
    /** Edges that peers dialed. */
    INBOUND_EDGES,
    /** Messages accepted and not yet handled by the application. */
    PENDING_MESSAGES,
    /** Bytes of messages accepted and not yet handled by the application. */
    PENDING_BYTES,
    /** Events not yet handled by the application. */
    PENDING_EVENTS,
    /** Bytes submitted by application threads and not yet sent: the loop has not taken them up, or they wait for room. */
    SUBMISSION_BYTES,
    /** Bytes of direct messages that wait for an edge, for their turn or for room. */
    DIRECT_BYTES,
    /** Signatures that are being verified. */
    VERIFICATIONS,
    /** Peers whose edges are kept. */
    KEPT_PEERS,
    /** Sessions relayed for others; none of none for a node that does not volunteer. */
    RELAY_SESSIONS,
    /** Media sessions that peers have opened. */
    MEDIA_SESSIONS
}
