package io.nodenet.spring.boot.autoconfigure.listener;

import io.nodenet.spring.boot.NodenetMessageHandler;
import io.nodenet.spring.boot.listener.MessagePublisher;
import io.nodenet.spring.boot.listener.NodenetListenerRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationContext;

/** Collects the handlers of the messages of a node: handler beans, then listener methods, then the publisher of events. */
final class MessageHandlers implements Supplier<List<NodenetMessageHandler>> {
    private final String node;
    private final ObjectProvider<NodenetMessageHandler> handlers;
    private final NodenetListenerRegistry listeners;
    private final @Nullable MessagePublisher publisher;

    private MessageHandlers(
            String node,
            ObjectProvider<NodenetMessageHandler> handlers,
            NodenetListenerRegistry listeners,
            @Nullable MessagePublisher publisher) {
        this.node = node;
        this.handlers = handlers;
        this.listeners = listeners;
        this.publisher = publisher;
    }

    /**
     * Creates what collects them when the container starts.
     *
     * @param publisher publishes messages as events; null for none
     */
    static MessageHandlers of(
            String node,
            ObjectProvider<NodenetMessageHandler> handlers,
            NodenetListenerRegistry listeners,
            @Nullable ApplicationContext publisher) {
        return new MessageHandlers(
                node, handlers, listeners, publisher == null ? null : new MessagePublisher(publisher, node));
    }

    @Override
    public List<NodenetMessageHandler> get() {
        List<NodenetMessageHandler> all =
                new ArrayList<>(handlers.orderedStream().toList());
        all.addAll(listeners.handlers(node));
        if (publisher != null) {
            all.add(publisher);
        }
        return List.copyOf(all);
    }
}
