package io.nodenet.spring.boot.autoconfigure.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.nodenet.node.Node;
import io.nodenet.spring.boot.NodeSnapshots;
import io.nodenet.spring.boot.NodenetNodes;
import io.nodenet.spring.boot.autoconfigure.NodenetAutoConfiguration;
import io.nodenet.spring.boot.autoconfigure.SnapshotsConfiguration;
import io.nodenet.spring.boot.autoconfigure.listener.NodenetListenerAutoConfiguration;
import io.nodenet.spring.boot.listener.NodenetListenerRegistry;
import io.nodenet.spring.boot.metrics.ConnectMetrics;
import io.nodenet.spring.boot.metrics.FurtherNodeMetrics;
import io.nodenet.spring.boot.metrics.ListenerMetrics;
import io.nodenet.spring.boot.metrics.MediaMetrics;
import io.nodenet.spring.boot.metrics.NodenetMetrics;
import io.nodenet.spring.boot.metrics.RequestMetrics;
import io.nodenet.spring.boot.metrics.SnapshotMetrics;
import io.nodenet.spring.boot.request.RequestReply;
import io.nodenet.spring.boot.request.UnroutableRetry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** Auto-configuration of the meters of the node. */
@AutoConfiguration(
        after = {NodenetAutoConfiguration.class, NodenetListenerAutoConfiguration.class},
        afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean({NodenetNodes.class, MeterRegistry.class})
@ConditionalOnSingleCandidate(Node.class)
@Import(SnapshotsConfiguration.class)
public final class NodenetMetricsAutoConfiguration {
    private final NodenetNodes nodes;

    NodenetMetricsAutoConfiguration(NodenetNodes nodes) {
        this.nodes = nodes;
    }

    @Bean
    @ConditionalOnMissingBean
    NodenetMetrics nodenetMetrics(Node node, NodeSnapshots snapshots) {
        return new NodenetMetrics(node::counters, snapshots, tags());
    }

    @Bean
    @ConditionalOnMissingBean
    ConnectMetrics nodenetConnectMetrics(Node node) {
        return new ConnectMetrics(node, tags());
    }

    @Bean
    @ConditionalOnMissingBean
    MediaMetrics nodenetMediaMetrics(Node node, NodeSnapshots snapshots) {
        return new MediaMetrics(node::counters, snapshots, tags());
    }

    @Bean
    @ConditionalOnMissingBean
    SnapshotMetrics nodenetSnapshotMetrics(NodeSnapshots snapshots) {
        return new SnapshotMetrics(snapshots, tags());
    }

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnBean(NodenetListenerRegistry.class)
    ListenerMetrics nodenetListenerMetrics(NodenetListenerRegistry listeners) {
        return new ListenerMetrics(listeners, NodenetNodes.DEFAULT, tags());
    }

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnBean(RequestReply.class)
    RequestMetrics nodenetRequestMetrics(RequestReply requestReply, UnroutableRetry retry) {
        return new RequestMetrics(requestReply, retry, tags());
    }

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnBean(RequestReply.class)
    FurtherNodeMetrics nodenetFurtherNodeMetrics() {
        return new FurtherNodeMetrics(nodes);
    }

    /** Returns the tag that distinguishes the first node from others, if there are any. */
    private Tags tags() {
        return nodes.further().isEmpty() ? Tags.empty() : FurtherNodeMetrics.tags(NodenetNodes.DEFAULT);
    }
}
