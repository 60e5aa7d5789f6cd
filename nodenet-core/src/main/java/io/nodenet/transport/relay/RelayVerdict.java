package io.nodenet.transport.relay;

import io.nodenet.transport.TransportCounter;

/** What becomes of a datagram that arrived at a relay session. */
public enum RelayVerdict {
    /** It goes on to the other side. */
    CARRIED(TransportCounter.RELAY_DATAGRAMS),
    /** Dropped: nobody has been heard from on the other side yet. */
    UNPINNED(TransportCounter.RELAY_UNPINNED),
    /** Dropped: it comes from another host than the one whose side this is. */
    FOREIGN_SOURCE(TransportCounter.RELAY_FOREIGN_SOURCE),
    /** Dropped: its session, or all of them together, have carried too much. */
    SHAPED(TransportCounter.RELAY_SHAPED);

    private final TransportCounter counter;

    RelayVerdict(TransportCounter counter) {
        this.counter = counter;
    }

    /** Returns what counts such datagrams. */
    public TransportCounter counter() {
        return counter;
    }
}
