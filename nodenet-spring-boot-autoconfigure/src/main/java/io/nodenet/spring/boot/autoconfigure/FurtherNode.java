package io.nodenet.spring.boot.autoconfigure;

import io.nodenet.identity.Identity;
import io.nodenet.node.AddressDisclosure;
import io.nodenet.node.EdgeAdmission;
import io.nodenet.node.MediaConsent;
import io.nodenet.node.Node;
import io.nodenet.spring.boot.NodeBuilderCustomizer;
import io.nodenet.spring.boot.QuicTransportCustomizer;
import io.nodenet.spring.boot.TransportFactory;
import io.nodenet.spring.boot.autoconfigure.NodenetAutoConfiguration.NodeConfiguration;
import io.nodenet.spring.boot.listener.ChildContexts;
import io.nodenet.spring.boot.listener.MessageThreads;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.context.LifecycleProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;

/** Creates the beans of one further node in the same way as those of the first one. */
final class FurtherNode {
    private final String name;
    private final NodenetProperties properties;
    private final NodenetAutoConfiguration first;
    private final NodeConfiguration made;
    private final ConfigurableApplicationContext context;
    private final NodeBeans beans;

    FurtherNode(
            String name,
            NodenetNodesProperties settings,
            NodenetAutoConfiguration first,
            ConfigurableApplicationContext context,
            ObjectProvider<LifecycleProperties> lifecycle) {
        this.name = name;
        this.properties = settings.of(name);
        this.first = first;
        this.made = new NodeConfiguration(lifecycle);
        this.context = context;
        this.beans = new NodeBeans(context.getBeanFactory(), name);
    }

    MessageThreads messageThreads() {
        return FurtherNodes.named(name, () -> first.nodenetMessageThreads(properties, context.getEnvironment()));
    }

    HeldIdentity heldIdentity() {
        return FurtherNodes.named(
                name,
                () -> new IdentityLoader(
                                properties.identity(), properties.network().difficultyOrDefault(), fileName())
                        .load());
    }

    /** Returns the base name of the default identity file: the name of the application, if it has one, and the name of the node. */
    private String fileName() {
        @Nullable String application = context.getEnvironment().getProperty("spring.application.name");
        return application == null || application.isBlank() ? name : application.strip() + "-" + name;
    }

    Identity identity() {
        return own(HeldIdentity.class).identity();
    }

    RestartableNode node() {
        return FurtherNodes.named(
                name,
                () -> made.nodenetNode(
                        properties,
                        own(Identity.class),
                        transport(),
                        beans.own(NodenetConnectionDetails.class)
                                .getIfAvailable(() -> made.nodenetConnectionDetails(properties)),
                        made.nodenetNodeCallbacks(
                                beans.all(EdgeAdmission.class),
                                beans.all(AddressDisclosure.class),
                                beans.all(MediaConsent.class),
                                beans.all(NodeBuilderCustomizer.class)),
                        own(MessageThreads.class),
                        beans.own(HeldIdentity.class)));
    }

    /** Returns the transport factory of the application, if it has one; it creates a transport for each node. */
    private TransportFactory transport() {
        return beans.own(TransportFactory.class).getIfAvailable(() -> {
            TransportFactory shared =
                    context.getBeanProvider(TransportFactory.class).getIfAvailable();
            return shared == null || shared instanceof QuicTransportFactory
                    ? made.nodenetTransportFactory(properties, beans.all(QuicTransportCustomizer.class))
                    : shared;
        });
    }

    NodenetEventPublisher eventPublisher() {
        return new NodenetEventPublisher(own(Node.class), context.getBean(ChildContexts.class), name);
    }

    NodenetNodeLifecycle nodeLifecycle() {
        return new NodenetNodeLifecycle(own(Node.class), properties.autoStartup());
    }

    private <T> T own(Class<T> type) {
        return beans.own(type).getObject();
    }

    /** Defines these beans for each node, except those that the application defines itself. */
    static final class Registrar extends FurtherNodesRegistrar {
        private static final String FACTORY = "nodenetNodeBeans";

        private final Environment environment;

        Registrar(Environment environment, BeanFactory beans) {
            super(environment, beans);
            this.environment = environment;
        }

        @Override
        protected void define(Definitions definitions) {
            definitions.factory(FACTORY, FurtherNode.class);
            definitions
                    .bean(FACTORY, "messageThreads", "nodenetMessageThreads", MessageThreads.class)
                    .setDestroyMethodName("shutdown");
            if (!definitions.hasBean(Node.class)) {
                if (!definitions.hasBean(Identity.class)) {
                    var held = definitions.bean(FACTORY, "heldIdentity", "nodenetHeldIdentity", HeldIdentity.class);
                    held.setDestroyMethodName("close");
                    held.setLazyInit(true);
                    definitions
                            .bean(FACTORY, "identity", "nodenetIdentity", Identity.class)
                            .setLazyInit(true);
                }
                definitions
                        .bean(FACTORY, "node", "nodenetNode", RestartableNode.class)
                        .setDestroyMethodName("close");
            }
            if (FurtherNodes.isSet(Binder.get(environment), definitions.node(), "events.enabled")) {
                definitions
                        .bean(FACTORY, "eventPublisher", "nodenetEventPublisher", NodenetEventPublisher.class)
                        .setLazyInit(false);
            }
            if (!definitions.hasBean(NodenetNodeLifecycle.class)) {
                definitions.bean(FACTORY, "nodeLifecycle", "nodenetNodeLifecycle", NodenetNodeLifecycle.class);
            }
        }
    }
}
