package io.nodenet.spring.boot.autoconfigure.actuate;

import io.nodenet.node.Node;
import io.nodenet.spring.boot.NodenetNodes;
import io.nodenet.spring.boot.NodenetPeers;
import io.nodenet.spring.boot.actuate.ConnectHistory;
import io.nodenet.spring.boot.actuate.EndpointNodes;
import io.nodenet.spring.boot.actuate.NodenetEndpoint;
import io.nodenet.spring.boot.actuate.NodenetInfoContributor;
import io.nodenet.spring.boot.actuate.NodenetListenersEndpoint;
import io.nodenet.spring.boot.autoconfigure.NodenetAutoConfiguration;
import io.nodenet.spring.boot.autoconfigure.listener.NodenetListenerAutoConfiguration;
import io.nodenet.spring.boot.listener.NodenetListenerRegistry;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.info.ConditionalOnEnabledInfoContributor;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;

/** Auto-configuration of the endpoint and the info of the node. */
@AutoConfiguration(after = {NodenetAutoConfiguration.class, NodenetListenerAutoConfiguration.class})
@ConditionalOnClass({Endpoint.class, ConditionalOnAvailableEndpoint.class})
@ConditionalOnBean(NodenetNodes.class)
@ConditionalOnSingleCandidate(Node.class)
public final class NodenetEndpointAutoConfiguration {
    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnAvailableEndpoint
    NodenetEndpoint nodenetEndpoint(EndpointNodes nodes) {
        return new NodenetEndpoint(nodes);
    }

    @Bean
    @ConditionalOnAvailableEndpoint(endpoint = NodenetEndpoint.class)
    EndpointNodes nodenetEndpointNodes(
            Node first, ConnectHistory history, ObjectProvider<NodenetPeers> peers, NodenetNodes nodes) {
        EndpointNodes shown = new EndpointNodes(
                new EndpointNodes.Shown(first, history, peers.getIfAvailable(() -> NodenetPeers.NONE)));
        for (String name : nodes.further()) {
            Node node = nodes.get(name, Node.class);
            shown.add(
                    name,
                    new EndpointNodes.Shown(
                            node,
                            new ConnectHistory(node, InstantSource.system()),
                            nodes.get(name, NodenetPeers.class)));
        }
        return shown;
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
    NodenetInfoContributor nodenetInfoContributor(Node node, NodenetNodes nodes) {
        Map<String, Node> further = new LinkedHashMap<>();
        nodes.further().forEach(name -> further.put(name, nodes.get(name, Node.class)));
        return new NodenetInfoContributor(node, further);
    }
}
