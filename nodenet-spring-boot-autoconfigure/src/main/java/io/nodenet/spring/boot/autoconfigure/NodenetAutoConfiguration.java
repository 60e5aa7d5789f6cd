package io.nodenet.spring.boot.autoconfigure;

import io.nodenet.identity.Identity;
import io.nodenet.node.AddressDisclosure;
import io.nodenet.node.EdgeAdmission;
import io.nodenet.node.MediaConsent;
import io.nodenet.node.Node;
import io.nodenet.spring.boot.NodeBuilderCustomizer;
import io.nodenet.spring.boot.NodenetNodes;
import io.nodenet.spring.boot.QuicTransportCustomizer;
import io.nodenet.spring.boot.TransportFactory;
import io.nodenet.spring.boot.listener.ChildContexts;
import io.nodenet.spring.boot.listener.MessageThreads;
import java.time.Duration;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.autoconfigure.context.LifecycleProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;

/** Auto-configuration of a {@link Node} and its lifecycle. */
@AutoConfiguration
@ConditionalOnBooleanProperty(name = "nodenet.enabled", matchIfMissing = true)
@Conditional(OnNodeOfThisContext.class)
@EnableConfigurationProperties({NodenetProperties.class, NodenetNodesProperties.class})
@Import(FurtherNode.Registrar.class)
public final class NodenetAutoConfiguration {
    private static final String MESSAGE_THREADS = "nodenet-messages-";

    /** Warns of misspelled properties before the first bean is created, because they may be the reason why it cannot be. */
    NodenetAutoConfiguration(Environment environment) {
        UnknownProperties.warn(environment);
    }

    @Bean(defaultCandidate = false, destroyMethod = "shutdown")
    MessageThreads nodenetMessageThreads(NodenetProperties properties, Environment environment) {
        int concurrency = properties.listener().concurrency();
        Settings.requireRange("nodenet.listener.concurrency", concurrency, 1, MessageThreads.MAX_CONCURRENCY);
        Settings.requireTime(
                "nodenet.listener.shutdown-timeout", properties.listener().shutdownTimeout(), Duration.ZERO);
        return new MessageThreads(concurrency, ThreadFactories.of(environment).apply(MESSAGE_THREADS));
    }

    @Bean
    NodenetNodes nodenetNodes(ListableBeanFactory beans, Environment environment) {
        return new NodenetNodes(beans, FurtherNodes.names(environment));
    }

    @Bean
    ChildContexts nodenetChildContexts(ApplicationContext context) {
        return new ChildContexts(context);
    }

    @Bean
    @Lazy(false) // nothing depends on it, so an application with lazy initialization would not create it
    @ConditionalOnSingleCandidate(Node.class)
    @ConditionalOnBooleanProperty(name = "nodenet.events.enabled", matchIfMissing = true)
    NodenetEventPublisher nodenetEventPublisher(Node node, ChildContexts contexts) {
        return new NodenetEventPublisher(node, contexts, NodenetNodes.DEFAULT);
    }

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnSingleCandidate(Node.class)
    NodenetNodeLifecycle nodenetNodeLifecycle(Node node, NodenetProperties properties) {
        return new NodenetNodeLifecycle(node, properties.autoStartup());
    }

    /** The node and its parts, none of which is needed in an application that defines its own node. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnMissingBean(Node.class)
    static class NodeConfiguration {
        private final Duration phaseTimeout;

        NodeConfiguration(ObjectProvider<LifecycleProperties> lifecycle) {
            this.phaseTimeout =
                    lifecycle.getIfAvailable(LifecycleProperties::new).getTimeoutPerShutdownPhase();
        }

        @Bean(destroyMethod = "close")
        @Lazy // no file is read and nothing is minted when a test replaces the node
        @ConditionalOnMissingBean(Identity.class)
        HeldIdentity nodenetHeldIdentity(NodenetProperties properties, Environment environment) {
            return new IdentityLoader(
                            properties.identity(),
                            properties.network().difficultyOrDefault(),
                            environment.getProperty("spring.application.name"))
                    .load();
        }

        @Bean
        @Lazy
        @ConditionalOnMissingBean
        Identity nodenetIdentity(HeldIdentity held) {
            return held.identity();
        }

        @Bean
        @ConditionalOnMissingBean(NodenetConnectionDetails.class)
        PropertiesNodenetConnectionDetails nodenetConnectionDetails(NodenetProperties properties) {
            return new PropertiesNodenetConnectionDetails(properties.anchors());
        }

        @Bean
        @ConditionalOnMissingBean(TransportFactory.class)
        QuicTransportFactory nodenetTransportFactory(
                NodenetProperties properties, ObjectProvider<QuicTransportCustomizer> customizers) {
            return new QuicTransportFactory(properties, customizers);
        }

        @Bean
        NodeCallbacks nodenetNodeCallbacks(
                ObjectProvider<EdgeAdmission> admissions,
                ObjectProvider<AddressDisclosure> disclosures,
                ObjectProvider<MediaConsent> consents,
                ObjectProvider<NodeBuilderCustomizer> customizers) {
            return new NodeCallbacks(
                    admissions.orderedStream().toList(),
                    disclosures.orderedStream().toList(),
                    consents.orderedStream().toList(),
                    customizers.orderedStream().toList());
        }

        @Bean
        @ConditionalOnMissingBean(Node.class)
        RestartableNode nodenetNode(
                NodenetProperties properties,
                Identity identity,
                TransportFactory transport,
                NodenetConnectionDetails connectionDetails,
                NodeCallbacks callbacks,
                @Qualifier("nodenetMessageThreads") MessageThreads threads,
                ObjectProvider<HeldIdentity> held) {
            return new RestartableNode(new NodeFactory(
                    properties,
                    held.getIfAvailable(() -> new HeldIdentity(identity, null, null)),
                    transport,
                    connectionDetails,
                    callbacks,
                    threads,
                    phaseTimeout));
        }
    }
}
