package io.nodenet.spring.boot.autoconfigure.actuate;

import io.nodenet.node.Node;
import io.nodenet.spring.boot.NodenetPeers;
import io.nodenet.spring.boot.actuate.ConnectHistory;
import io.nodenet.spring.boot.actuate.NodenetEndpoint;
import io.nodenet.spring.boot.actuate.NodenetInfoContributor;
import io.nodenet.spring.boot.actuate.NodenetListenersEndpoint;
import io.nodenet.spring.boot.autoconfigure.NodenetAutoConfiguration;
import io.nodenet.spring.boot.autoconfigure.listener.NodenetListenerAutoConfiguration;
import io.nodenet.spring.boot.listener.NodenetListenerRegistry;
import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.info.ConditionalOnEnabledInfoContributor;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Auto-configuration of the endpoint and the info of the node. */
@AutoConfiguration(after = {NodenetAutoConfiguration.class, NodenetListenerAutoConfiguration.class})
@ConditionalOnClass({Endpoint.class, ConditionalOnAvailableEndpoint.class})
@ConditionalOnBean(Node.class)
public final class NodenetEndpointAutoConfiguration {
    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnAvailableEndpoint
    NodenetEndpoint nodenetEndpoint(Node node, ConnectHistory history, ObjectProvider<NodenetPeers> peers) {
        return new NodenetEndpoint(node, history, peers.getIfAvailable(() -> NodenetPeers.NONE));
    }

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnAvailableEndpoint
    @ConditionalOnBean(NodenetListenerRegistry.class)
    NodenetListenersEndpoint nodenetListenersEndpoint(NodenetListenerRegistry registry) {
        return new NodenetListenersEndpoint(registry);
    }

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnAvailableEndpoint(endpoint = NodenetEndpoint.class)
    ConnectHistory nodenetConnectHistory(Node node) {
        return new ConnectHistory(node, InstantSource.system());
    }

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnEnabledInfoContributor("nodenet")
    NodenetInfoContributor nodenetInfoContributor(Node node) {
        return new NodenetInfoContributor(node);
    }
}
