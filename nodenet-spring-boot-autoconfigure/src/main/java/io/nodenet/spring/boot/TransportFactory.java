package io.nodenet.spring.boot;

import io.nodenet.identity.Identity;
import io.nodenet.transport.Transport;

/** Creates the transport of the node, a new one for each start; a bean of this type replaces QUIC. */
@FunctionalInterface
public interface TransportFactory {
    /** Returns a transport that is not started and proves the identity. */
    Transport create(Identity identity);
}
