package io.nodenet.spring.boot.autoconfigure.listener;

import io.nodenet.spring.boot.NodenetMessageConverter;
import io.nodenet.spring.boot.NodenetMessageHandler;
import io.nodenet.spring.boot.NodenetPeers;
import io.nodenet.spring.boot.listener.ListenerMethods;
import io.nodenet.spring.boot.listener.MessagePublisher;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Collects the handlers of messages: handler beans, then listener methods, then the publisher of events. Listener methods are found before
 * anything starts, so that an application with an invalid one does not join its network.
 */
final class MessageHandlers implements Supplier<List<NodenetMessageHandler>>, SmartInitializingSingleton {
    private final ObjectProvider<NodenetMessageHandler> handlers;
    private final ConfigurableListableBeanFactory beans;
    private final NodenetMessageConverter converter;
    private final NodenetPeers peers;
    private final @Nullable MessagePublisher publisher;
    private List<NodenetMessageHandler> listeners = List.of();

    MessageHandlers(
            ObjectProvider<NodenetMessageHandler> handlers,
            ConfigurableListableBeanFactory beans,
            NodenetMessageConverter converter,
            NodenetPeers peers,
            @Nullable MessagePublisher publisher) {
        this.handlers = handlers;
        this.beans = beans;
        this.converter = converter;
        this.peers = peers;
        this.publisher = publisher;
    }

    @Override
    public void afterSingletonsInstantiated() {
        listeners = ListenerMethods.find(beans, converter, peers);
    }

    @Override
    public List<NodenetMessageHandler> get() {
        List<NodenetMessageHandler> all =
                new ArrayList<>(handlers.orderedStream().toList());
        all.addAll(listeners);
        if (publisher != null) {
            all.add(publisher);
        }
        return List.copyOf(all);
    }
}
