package io.nodenet.transport.memory;

import io.nodenet.address.IpPort;
import org.jspecify.annotations.Nullable;

/** What stands between a host and the others and translates its addresses: a NAT, or several in a row. */
interface AddressTranslation {
    /**
     * Lets a datagram of the host out.
     *
     * @param inside where the host sends from
     * @return where it seems to come from, null if it does not pass
     */
    @Nullable
    IpPort outbound(IpPort inside, IpPort destination, long nowNanos);

    /** Returns whether a datagram to an external port gets in to the host. */
    boolean admits(IpPort source, int port, long nowNanos);

    /** Returns the port of the host to which an external port leads, -1 if to none. */
    int insidePort(int port);

    /** Forgets every mapping, as after a restart. */
    void flush();
}
