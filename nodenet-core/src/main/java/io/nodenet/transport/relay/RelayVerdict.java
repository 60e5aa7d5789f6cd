package io.nodenet.transport.relay;

/** What becomes of a datagram that arrived at a relay session. */
public enum RelayVerdict {
    /** It goes on to the other side. */
    CARRIED,
    /** Dropped: nobody has been heard from on the other side yet. */
    UNPINNED,
    /** Dropped: it comes from another host than the one whose side this is. */
    FOREIGN_SOURCE,
    /** Dropped: its session, or all of them together, have carried too much. */
    SHAPED
}
