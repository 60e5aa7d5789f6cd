package io.nodenet.spring.boot.autoconfigure.listener;

import io.nodenet.spring.boot.NodenetMessageHandler;
import io.nodenet.spring.boot.NodenetNodes;
import io.nodenet.spring.boot.listener.ChildContexts;
import io.nodenet.spring.boot.listener.MessagePublisher;
import io.nodenet.spring.boot.listener.NodenetListenerRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;

/** Collects the handlers of the messages of a node: handler beans, also of the contexts below, then listener methods, then the publisher of events. */
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
     * Creates what collects them when the container starts.
     *
     * @param publishes whether messages are events
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
        if (node.equals(NodenetNodes.DEFAULT)) {
            all.addAll(contexts.beansBelow(NodenetMessageHandler.class));
        }
        all.addAll(listeners.handlers(node));
        if (publisher != null) {
            all.add(publisher);
        }
        return List.copyOf(all);
    }
}
