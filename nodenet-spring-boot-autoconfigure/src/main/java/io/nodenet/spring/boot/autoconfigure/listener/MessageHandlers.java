package io.nodenet.spring.boot.autoconfigure.listener;

import io.nodenet.spring.boot.NodenetMessageHandler;
import io.nodenet.spring.boot.listener.MessagePublisher;
import io.nodenet.spring.boot.listener.NodenetListenerRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;

/** Collects the handlers of messages: handler beans, then listener methods, then the publisher of events. */
final class MessageHandlers implements Supplier<List<NodenetMessageHandler>> {
    private final ObjectProvider<NodenetMessageHandler> handlers;
    private final NodenetListenerRegistry listeners;
    private final @Nullable MessagePublisher publisher;

    MessageHandlers(
            ObjectProvider<NodenetMessageHandler> handlers,
            NodenetListenerRegistry listeners,
            @Nullable MessagePublisher publisher) {
        this.handlers = handlers;
        this.listeners = listeners;
        this.publisher = publisher;
    }

    @Override
    public List<NodenetMessageHandler> get() {
        List<NodenetMessageHandler> all =
                new ArrayList<>(handlers.orderedStream().toList());
        all.addAll(listeners.handlers());
        if (publisher != null) {
            all.add(publisher);
        }
        return List.copyOf(all);
    }
}
