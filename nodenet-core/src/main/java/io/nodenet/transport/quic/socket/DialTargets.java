package io.nodenet.transport.quic.socket;

import io.nodenet.address.Endpoint;
import io.nodenet.address.EndpointFilter;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Tells which endpoints can be dialed at all: literal unicast addresses with a port; nothing is ever resolved.
 *
 * <p>Loopback is allowed here: whether an address that a peer told may be dialed is for the node to decide, which knows where it
 * came from.
 */
public final class DialTargets {
    private static final EndpointFilter FILTER = new EndpointFilter(true);

    private DialTargets() {}

    /** Returns the address to dial, or null if the endpoint is not one that can be dialed. */
    public static @Nullable InetSocketAddress resolve(Endpoint endpoint) {
        return FILTER.permits(endpoint) ? endpoint.toSocketAddress() : null;
    }
}
