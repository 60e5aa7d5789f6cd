package io.nodenet.spring.boot.autoconfigure.listener;

import io.micrometer.observation.ObservationRegistry;
import io.nodenet.node.Node;
import io.nodenet.spring.boot.NodenetDeadLetterHandler;
import io.nodenet.spring.boot.NodenetErrorHandler;
import io.nodenet.spring.boot.NodenetMessageConverter;
import io.nodenet.spring.boot.NodenetMessageHandler;
import io.nodenet.spring.boot.NodenetNodes;
import io.nodenet.spring.boot.NodenetOperations;
import io.nodenet.spring.boot.NodenetPeers;
import io.nodenet.spring.boot.NodenetTemplate;
import io.nodenet.spring.boot.autoconfigure.FurtherNodes;
import io.nodenet.spring.boot.autoconfigure.NodenetAutoConfiguration;
import io.nodenet.spring.boot.autoconfigure.NodenetNodesProperties;
import io.nodenet.spring.boot.autoconfigure.NodenetProperties;
import io.nodenet.spring.boot.autoconfigure.OnNodeOfThisContext;
import io.nodenet.spring.boot.autoconfigure.ThreadFactories;
import io.nodenet.spring.boot.listener.ChildContexts;
import io.nodenet.spring.boot.listener.FailureHandlers;
import io.nodenet.spring.boot.listener.ListenerQueues;
import io.nodenet.spring.boot.listener.LoggingErrorHandler;
import io.nodenet.spring.boot.listener.MessageThreads;
import io.nodenet.spring.boot.listener.NodenetListenerContainer;
import io.nodenet.spring.boot.listener.NodenetListenerRegistry;
import io.nodenet.spring.boot.observation.NodenetCallConvention;
import io.nodenet.spring.boot.observation.NodenetConnectConvention;
import io.nodenet.spring.boot.observation.NodenetObservations;
import io.nodenet.spring.boot.observation.NodenetProcessConvention;
import io.nodenet.spring.boot.observation.NodenetSendConvention;
import io.nodenet.spring.boot.observation.TraceHeaders;
import io.nodenet.spring.boot.request.RequestReply;
import io.nodenet.spring.boot.request.UnroutableRetry;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.autoconfigure.context.LifecycleProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

/** Auto-configuration of the template that sends messages, and of the container that passes messages to the application. */
@AutoConfiguration(
        after = NodenetAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration",
            "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration"
        })
@ConditionalOnBean(NodenetNodes.class)
@ConditionalOnSingleCandidate(Node.class)
@Conditional(OnNodeOfThisContext.class)
@Import({
    FurtherNodeMessages.Registrar.class,
    MessageConverterConfiguration.Json.class,
    MessageConverterConfiguration.Simple.class,
    RequestReplyConfiguration.class
})
public final class NodenetListenerAutoConfiguration {
    private final NodenetNodes nodes;
    private final Duration phaseTimeout;

    NodenetListenerAutoConfiguration(NodenetNodes nodes, ObjectProvider<LifecycleProperties> lifecycle) {
        this.nodes = nodes;
        this.phaseTimeout = lifecycle.getIfAvailable(LifecycleProperties::new).getTimeoutPerShutdownPhase();
    }

    @Bean
    @ConditionalOnMissingBean
    NodenetObservations nodenetObservations(
            ObjectProvider<ObservationRegistry> registry,
            ObjectProvider<NodenetSendConvention> send,
            ObjectProvider<NodenetProcessConvention> process,
            ObjectProvider<NodenetConnectConvention> connect,
            ObjectProvider<NodenetCallConvention> call,
            NodenetPeers peers,
            NodenetProperties properties) {
        NodenetObservations observations = new NodenetObservations(
                        registry.getIfUnique(() -> ObservationRegistry.NOOP),
                        send.getIfUnique(),
                        process.getIfUnique(),
                        connect.getIfUnique(),
                        call.getIfUnique())
                .withTraceHeaders(traceHeaders(properties.messaging().traceContext(), peers));
        return nodes.further().isEmpty() ? observations : observations.ofNode(NodenetNodes.DEFAULT);
    }

    private static TraceHeaders traceHeaders(NodenetProperties.TraceContext peers, NodenetPeers named) {
        return switch (peers) {
            case NONE -> TraceHeaders.NONE;
            case NAMED -> new TraceHeaders(Set.copyOf(named.asMap().values())::contains);
            case ALL -> new TraceHeaders(peer -> true);
        };
    }

    @Bean
    @ConditionalOnMissingBean(NodenetOperations.class)
    NodenetTemplate nodenetTemplate(
            Node node,
            NodenetMessageConverter converter,
            NodenetObservations observations,
            NodenetProperties properties,
            RequestReply requestReply,
            NodenetPeers peers,
            UnroutableRetry retry) {
        return new NodenetTemplate(
                node, converter, observations, properties.messaging().headers(), requestReply.requests(), peers, retry);
    }

    @Bean
    @ConditionalOnMissingBean
    NodenetPeers nodenetPeers(NodenetProperties properties) {
        return new NodenetPeers(properties.peersById());
    }

    @Bean
    @ConditionalOnMissingBean
    NodenetErrorHandler nodenetErrorHandler() {
        return new LoggingErrorHandler(System::nanoTime);
    }

    @Bean
    NodenetListenerRegistry nodenetListenerRegistry(
            ConfigurableListableBeanFactory beans,
            ChildContexts contexts,
            NodenetProperties properties,
            NodenetNodesProperties further,
            @Qualifier("nodenetMessageThreads") MessageThreads threads,
            Environment environment) {
        Map<String, ListenerQueues> queues = new HashMap<>();
        queues.put(NodenetNodes.DEFAULT, queues(properties, threads, environment));
        for (String name : nodes.further()) {
            queues.put(
                    name,
                    FurtherNodes.named(
                            name, () -> queues(further.of(name), nodes.get(name, MessageThreads.class), environment)));
        }
        return new NodenetListenerRegistry(beans, nodes, contexts, queues);
    }

    private static ListenerQueues queues(
            NodenetProperties properties, MessageThreads threads, Environment environment) {
        return new ListenerQueues(threads, properties.listener().pendingMessages(), ThreadFactories.of(environment));
    }

    @Bean
    MessageHandlers nodenetMessageHandlers(
            ObjectProvider<NodenetMessageHandler> handlers,
            NodenetListenerRegistry listeners,
            ChildContexts contexts,
            NodenetProperties properties) {
        return MessageHandlers.of(
                NodenetNodes.DEFAULT,
                handlers,
                contexts,
                listeners,
                properties.events().messages());
    }

    @Bean
    FailureHandlers nodenetFailureHandlers(
            NodenetErrorHandler errors, ObjectProvider<NodenetDeadLetterHandler> deadLetters) {
        return new FailureHandlers(errors, deadLetters.getIfAvailable(() -> (message, outcome) -> {}));
    }

    @Bean
    @ConditionalOnMissingBean
    NodenetListenerContainer nodenetListenerContainer(
            Node node,
            NodenetProperties properties,
            MessageHandlers handlers,
            FailureHandlers failures,
            NodenetObservations observations,
            RequestReply requestReply) {
        return new NodenetListenerContainer(
                node,
                handlers,
                failures,
                observations,
                requestReply,
                new NodenetListenerContainer.Settings(
                        properties.listener().autoStartup(),
                        properties.listener().shutdownTimeoutWithin(phaseTimeout)));
    }

    @Bean
    MessageIntakeLifecycle nodenetMessageIntakeLifecycle(
            NodenetListenerContainer container, ApplicationContext context, NodenetListenerRegistry listeners) {
        listeners.onChange(container::refresh);
        return new MessageIntakeLifecycle(container, context);
    }
}
