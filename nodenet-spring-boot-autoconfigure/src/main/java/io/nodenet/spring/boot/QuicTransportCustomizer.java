package io.nodenet.spring.boot;

import io.nodenet.transport.quic.QuicTransportBuilder;

/**
 * Customizes the QUIC transport after the properties were applied; beans are called in order, once for each start of the node.
 */
@FunctionalInterface
public interface QuicTransportCustomizer {
    void customize(QuicTransportBuilder builder);
}
