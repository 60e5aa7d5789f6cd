package io.nodenet.spring.boot.autoconfigure.health;

import io.nodenet.node.Node;
import io.nodenet.spring.boot.NodenetNodes;
import io.nodenet.spring.boot.NodenetPeers;
import io.nodenet.spring.boot.autoconfigure.FurtherNodes;
import io.nodenet.spring.boot.autoconfigure.NodenetAutoConfiguration;
import io.nodenet.spring.boot.health.NodenetHealthIndicator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;

/** Auto-configuration of the health of the node. */
@AutoConfiguration(after = NodenetAutoConfiguration.class)
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnBean(NodenetNodes.class)
@ConditionalOnSingleCandidate(Node.class)
@ConditionalOnEnabledHealthIndicator("nodenet")
public final class NodenetHealthContributorAutoConfiguration {
    @Bean
    @Conditional(FurtherNodes.None.class)
    @ConditionalOnMissingBean(name = {"nodenetHealthIndicator", "nodenetHealthContributor"})
    NodenetHealthIndicator nodenetHealthIndicator(Node node, ObjectProvider<NodenetPeers> peers) {
        return new NodenetHealthIndicator(node::snapshot, peers.getIfAvailable(() -> NodenetPeers.NONE));
    }

    /** The health of several nodes has an entry for each node under its name. */
    @Bean
    @Conditional(FurtherNodes.Some.class)
    @ConditionalOnMissingBean(name = {"nodenetHealthIndicator", "nodenetHealthContributor"})
    CompositeHealthContributor nodenetHealthContributor(
            Node first, ObjectProvider<NodenetPeers> peers, NodenetNodes nodes) {
        Map<String, HealthIndicator> indicators = new LinkedHashMap<>();
        indicators.put(NodenetNodes.DEFAULT, nodenetHealthIndicator(first, peers));
        for (String name : nodes.further()) {
            Node node = nodes.get(name, Node.class);
            indicators.put(name, new NodenetHealthIndicator(node::snapshot, nodes.get(name, NodenetPeers.class)));
        }
        return CompositeHealthContributor.fromMap(indicators);
    }
}
