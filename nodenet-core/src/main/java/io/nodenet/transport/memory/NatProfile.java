package io.nodenet.transport.memory;

/** What stands between a host and the others, as far as it decides who may dial whom (RFC 4787). */
public enum NatProfile {
    /** Nothing: everybody may dial the host. */
    NONE(true),
    /** Everybody may dial the host once it has dialed anybody. */
    FULL_CONE(true),
    /** Nobody may dial the host: endpoint-independent mapping, address-dependent filtering. */
    RESTRICTED_CONE(false),
    /** Nobody may dial the host: endpoint-independent mapping, address- and port-dependent filtering. */
    PORT_RESTRICTED(false),
    /** Nobody may dial the host: another mapping per destination. */
    SYMMETRIC(false),
    /** Nobody may dial the host and the host may dial nobody. */
    UDP_BLOCKED(false);

    private final boolean unfiltered;

    NatProfile(boolean unfiltered) {
        this.unfiltered = unfiltered;
    }

    /** Tells whether a stranger's dial gets through. */
    boolean admits(boolean hasDialed) {
        return this == NONE || (unfiltered && hasDialed);
    }
}
