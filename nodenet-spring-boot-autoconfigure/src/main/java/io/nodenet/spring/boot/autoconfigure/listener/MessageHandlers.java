package io.nodenet.spring.boot.autoconfigure.listener;

import io.nodenet.spring.boot.NodenetMessageHandler;
import io.nodenet.spring.boot.autoconfigure.NodeBeans;
import io.nodenet.spring.boot.listener.ChildContexts;
import io.nodenet.spring.boot.listener.MessagePublisher;
import io.nodenet.spring.boot.listener.NodenetListenerRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;

/**
 * Collects the message handlers of a node: handler beans, including those of child contexts, then listener methods, then the publisher of
 * events.
 */
final class MessageHandlers implements Supplier<List<NodenetMessageHandler>> {
    private final String node;
    private final ObjectProvider<NodenetMessageHandler> handlers;
    private final ChildContexts contexts;
    private final NodenetListenerRegistry listeners;
    private final @Nullable MessagePublisher publisher;

    private MessageHandlers(
            String node,
            ObjectProvider<NodenetMessageHandler> handlers,
            ChildContexts contexts,
            NodenetListenerRegistry listeners,
            @Nullable MessagePublisher publisher) {
        this.node = node;
        this.handlers = handlers;
        this.contexts = contexts;
        this.listeners = listeners;
        this.publisher = publisher;
    }

    /**
     * Creates a collector, which runs when the container starts.
     *
     * @param publishes whether messages are published as events
     */
    static MessageHandlers of(
            String node,
            ObjectProvider<NodenetMessageHandler> handlers,
            ChildContexts contexts,
            NodenetListenerRegistry listeners,
            boolean publishes) {
        return new MessageHandlers(
                node, handlers, contexts, listeners, publishes ? new MessagePublisher(contexts, node) : null);
    }

    @Override
    public List<NodenetMessageHandler> get() {
        List<NodenetMessageHandler> all =
                new ArrayList<>(handlers.orderedStream().toList());
        all.addAll(contexts.beansBelow(child -> new NodeBeans(child, node).ofThisContext(NodenetMessageHandler.class)));
        all.addAll(listeners.handlers(node));
        if (publisher != null) {
            all.add(publisher);
        }
        return List.copyOf(all);
    }
}
