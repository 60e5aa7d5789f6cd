package io.nodenet.spring.boot.autoconfigure.health;

import io.nodenet.node.Node;
import io.nodenet.spring.boot.NodenetPeers;
import io.nodenet.spring.boot.autoconfigure.NodenetAutoConfiguration;
import io.nodenet.spring.boot.health.NodenetHealthIndicator;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/** Auto-configuration of the health of the node. */
@AutoConfiguration(after = NodenetAutoConfiguration.class)
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnBean(Node.class)
@ConditionalOnEnabledHealthIndicator("nodenet")
public final class NodenetHealthContributorAutoConfiguration {
    @Bean
    @ConditionalOnMissingBean(name = {"nodenetHealthIndicator", "nodenetHealthContributor"})
    NodenetHealthIndicator nodenetHealthIndicator(Node node, ObjectProvider<NodenetPeers> peers) {
        return new NodenetHealthIndicator(node::snapshot, peers.getIfAvailable(() -> NodenetPeers.NONE));
    }
}
