package io.nodenet.transport.memory;

import io.nodenet.address.Endpoint;
import io.nodenet.address.IpPort;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a datagram seems to come from, and where it goes.
 *
 * @param source null in a network without IP addresses
 * @param destination null in a network without IP addresses
 */
record Path(@Nullable IpPort source, @Nullable IpPort destination) {
    /** Returns the destination in a network of IP addresses. */
    Endpoint remote() {
        return Endpoint.quic(Objects.requireNonNull(destination).text());
    }

    /** Returns the path of an answer that comes from where it is expected. */
    Path reversed() {
        return new Path(destination, source);
    }
}
