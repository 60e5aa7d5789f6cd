package io.nodenet.spring.boot.autoconfigure;

import io.nodenet.identity.Identity;
import io.nodenet.spring.boot.QuicTransportCustomizer;
import io.nodenet.spring.boot.TransportFactory;
import io.nodenet.transport.Transport;
import io.nodenet.transport.quic.QuicTransport;
import org.springframework.beans.factory.ObjectProvider;

/** Creates QUIC transports from the properties of one node. */
final class QuicTransportFactory implements TransportFactory {
    private final NodenetProperties properties;
    private final ObjectProvider<QuicTransportCustomizer> customizers;

    QuicTransportFactory(NodenetProperties properties, ObjectProvider<QuicTransportCustomizer> customizers) {
        this.properties = properties;
        this.customizers = customizers;
    }

    @Override
    public Transport create(Identity identity) {
        return QuicTransport.factory(builder -> {
                    QuicSettings.apply(properties.transport().quic(), builder);
                    QuicSettings.apply(properties.relay(), builder);
                    customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
                })
                .apply(identity);
    }
}
