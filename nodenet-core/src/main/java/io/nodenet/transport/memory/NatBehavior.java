package io.nodenet.transport.memory;

import io.nodenet.address.IpPort;
import java.nio.ByteBuffer;

/** How far the destination matters to a NAT, when it maps or when it filters (RFC 4787, sections 4.1 and 5). */
public enum NatBehavior {
    /** Not at all. */
    ENDPOINT_INDEPENDENT,
    /** Its IP address does. */
    ADDRESS_DEPENDENT,
    /** Its IP address and its port do. */
    ADDRESS_AND_PORT_DEPENDENT;

    /** Returns the part of a remote endpoint that matters: two endpoints with equal parts are one to the NAT. */
    Object relevantPart(IpPort remote) {
        return switch (this) {
            case ENDPOINT_INDEPENDENT -> "";
            case ADDRESS_DEPENDENT -> ByteBuffer.wrap(remote.address());
            case ADDRESS_AND_PORT_DEPENDENT -> remote;
        };
    }
}
