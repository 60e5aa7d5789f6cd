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
import io.nodenet.spring.boot.autoconfigure.FurtherNodesRegistrar;
import io.nodenet.spring.boot.autoconfigure.NodeBeans;
import io.nodenet.spring.boot.autoconfigure.NodenetNodesProperties;
import io.nodenet.spring.boot.autoconfigure.NodenetProperties;
import io.nodenet.spring.boot.listener.ChildContexts;
import io.nodenet.spring.boot.listener.FailureHandlers;
import io.nodenet.spring.boot.listener.NodenetListenerContainer;
import io.nodenet.spring.boot.listener.NodenetListenerRegistry;
import io.nodenet.spring.boot.observation.NodenetCallConvention;
import io.nodenet.spring.boot.observation.NodenetConnectConvention;
import io.nodenet.spring.boot.observation.NodenetObservations;
import io.nodenet.spring.boot.observation.NodenetProcessConvention;
import io.nodenet.spring.boot.observation.NodenetSendConvention;
import io.nodenet.spring.boot.request.RequestReply;
import io.nodenet.spring.boot.request.RequestTimer;
import io.nodenet.spring.boot.request.UnroutableRetry;
import java.util.function.Supplier;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;

/** Creates the messaging beans of one further node in the same way as those of the first one. */
final class FurtherNodeMessages {
    private final String name;
    private final NodenetProperties properties;
    private final NodenetListenerAutoConfiguration first;
    private final RequestReplyConfiguration requests;
    private final NodenetNodes nodes;
    private final ConfigurableApplicationContext context;
    private final NodeBeans beans;

    FurtherNodeMessages(
            String name,
            NodenetNodesProperties settings,
            NodenetListenerAutoConfiguration first,
            RequestReplyConfiguration requests,
            NodenetNodes nodes,
            ConfigurableApplicationContext context) {
        this.name = name;
        this.properties = settings.of(name);
        this.first = first;
        this.requests = requests;
        this.nodes = nodes;
        this.context = context;
        this.beans = new NodeBeans(context.getBeanFactory(), name);
    }

    NodenetPeers peers() {
        return named(() -> first.nodenetPeers(properties));
    }

    NodenetObservations observations() {
        return first.nodenetObservations(
                        beans.ownOrForAll(ObservationRegistry.class),
                        beans.ownOrForAll(NodenetSendConvention.class),
                        beans.ownOrForAll(NodenetProcessConvention.class),
                        beans.ownOrForAll(NodenetConnectConvention.class),
                        beans.ownOrForAll(NodenetCallConvention.class),
                        get(NodenetPeers.class),
                        properties)
                .ofNode(name);
    }

    UnroutableRetry unroutableRetry() {
        return named(() -> requests.nodenetUnroutableRetry(get(RequestTimer.class), properties));
    }

    RequestReply requestReply() {
        return named(() -> requests.nodenetRequestReply(
                get(Node.class), get(NodenetMessageConverter.class), properties, get(RequestTimer.class)));
    }

    NodenetTemplate template() {
        return first.nodenetTemplate(
                get(Node.class),
                get(NodenetMessageConverter.class),
                get(NodenetObservations.class),
                properties,
                get(RequestReply.class),
                get(NodenetPeers.class),
                get(UnroutableRetry.class));
    }

    MessageHandlers messageHandlers() {
        return MessageHandlers.of(
                name,
                beans.own(NodenetMessageHandler.class),
                get(ChildContexts.class),
                get(NodenetListenerRegistry.class),
                properties.events().messages());
    }

    FailureHandlers failureHandlers() {
        return first.nodenetFailureHandlers(
                get(NodenetErrorHandler.class), beans.ownOrForAll(NodenetDeadLetterHandler.class));
    }

    NodenetListenerContainer listenerContainer() {
        return named(() -> first.nodenetListenerContainer(
                get(Node.class),
                properties,
                get(MessageHandlers.class),
                get(FailureHandlers.class),
                get(NodenetObservations.class),
                get(RequestReply.class)));
    }

    MessageIntakeLifecycle messageIntakeLifecycle() {
        return first.nodenetMessageIntakeLifecycle(
                get(NodenetListenerContainer.class), context, get(NodenetListenerRegistry.class));
    }

    private <T> T get(Class<T> type) {
        return nodes.get(name, type);
    }

    private <T> T named(Supplier<T> supplier) {
        return FurtherNodes.named(name, supplier);
    }

    /** Defines these beans for each node, except those that the application defines itself. */
    static final class Registrar extends FurtherNodesRegistrar {
        private static final String FACTORY = "nodenetMessageBeans";
        private static final String CONTAINER = "nodenetListenerContainer";

        Registrar(Environment environment, BeanFactory beans) {
            super(environment, beans);
        }

        @Override
        protected void define(Definitions definitions) {
            definitions.factory(FACTORY, FurtherNodeMessages.class);
            define(definitions, "peers", "nodenetPeers", NodenetPeers.class);
            define(definitions, "observations", "nodenetObservations", NodenetObservations.class);
            define(definitions, "unroutableRetry", "nodenetUnroutableRetry", UnroutableRetry.class);
            define(definitions, "requestReply", "nodenetRequestReply", RequestReply.class);
            if (!definitions.hasBean(NodenetOperations.class)) {
                define(definitions, "template", "nodenetTemplate", NodenetTemplate.class);
            }
            define(definitions, "messageHandlers", "nodenetMessageHandlers", MessageHandlers.class);
            define(definitions, "failureHandlers", "nodenetFailureHandlers", FailureHandlers.class);
            define(definitions, "listenerContainer", CONTAINER, NodenetListenerContainer.class);
            definitions
                    .bean(
                            FACTORY,
                            "messageIntakeLifecycle",
                            "nodenetMessageIntakeLifecycle",
                            MessageIntakeLifecycle.class)
                    .setDependsOn(definitions.nameOf(CONTAINER));
        }

        private static void define(Definitions definitions, String method, String name, Class<?> type) {
            if (!definitions.hasBean(type)) {
                definitions.bean(FACTORY, method, name, type);
            }
        }
    }
}
