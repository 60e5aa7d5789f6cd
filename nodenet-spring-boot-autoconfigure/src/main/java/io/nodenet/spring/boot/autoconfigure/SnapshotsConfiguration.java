package io.nodenet.spring.boot.autoconfigure;

import io.nodenet.node.Node;
import io.nodenet.spring.boot.NodeSnapshots;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The snapshots of the node, shared by meters and info so that its loop is queried only once for both. */
@Configuration(proxyBeanMethods = false)
public final class SnapshotsConfiguration {
    @Bean
    @ConditionalOnMissingBean
    NodeSnapshots nodenetSnapshots(Node node) {
        return new NodeSnapshots(node);
    }
}
