package io.nodenet.spring.boot.autoconfigure.actuate;

import io.nodenet.node.Node;
import io.nodenet.spring.boot.NodeSnapshots;
import io.nodenet.spring.boot.NodenetNodes;
import io.nodenet.spring.boot.NodenetPeers;
import io.nodenet.spring.boot.actuate.ConnectHistory;
import io.nodenet.spring.boot.actuate.EndpointNodes;
import io.nodenet.spring.boot.actuate.NodenetEndpoint;
import io.nodenet.spring.boot.actuate.NodenetInfoContributor;
import io.nodenet.spring.boot.actuate.NodenetListenersEndpoint;
import io.nodenet.spring.boot.autoconfigure.NodenetAutoConfiguration;
import io.nodenet.spring.boot.autoconfigure.SnapshotsConfiguration;
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
import org.springframework.context.annotation.Import;

/** Auto-configuration of the endpoint and the info contributor of the node. */
@AutoConfiguration(after = {NodenetAutoConfiguration.class, NodenetListenerAutoConfiguration.class})
@ConditionalOnClass({Endpoint.class, ConditionalOnAvailableEndpoint.class})
@ConditionalOnBean(NodenetNodes.class)
@ConditionalOnSingleCandidate(Node.class)
@Import(SnapshotsConfiguration.class)
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
    NodenetInfoContributor nodenetInfoContributor(Node node, NodeSnapshots snapshots, NodenetNodes nodes) {
        Map<String, NodenetInfoContributor.Shown> further = new LinkedHashMap<>();
        nodes.further().forEach(name -> {
            Node each = nodes.get(name, Node.class);
            further.put(name, new NodenetInfoContributor.Shown(each, new NodeSnapshots(each)));
        });
        return new NodenetInfoContributor(new NodenetInfoContributor.Shown(node, snapshots), further);
    }
}
