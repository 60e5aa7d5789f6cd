package io.nodenet.spring.boot.listener;

import io.nodenet.spring.boot.NodenetApplicationEvent;
import io.nodenet.spring.boot.event.MessageReceivedEvent;
import io.nodenet.spring.boot.message.ReceivedMessage;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;

/** Publishes each message as an event, if there is a listener for it. */
public final class MessagePublisher implements PayloadHandler {
    /** The type of event that listeners are looked up by: an object that is not a Spring event is wrapped in one. */
    private static final ResolvableType EVENT =
            ResolvableType.forClassWithGenerics(NodenetApplicationEvent.class, MessageReceivedEvent.class);

    private final ChildContexts contexts;
    private final String node;

    /**
     * Creates a publisher for the context of a node, its parents and its children.
     *
     * @param node the name of the node
     */
    public MessagePublisher(ChildContexts contexts, String node) {
        this.contexts = contexts;
        this.node = node;
    }

    /** Listeners come and go at any time, with the child contexts of the node's context. */
    @Override
    public boolean accepts(ReceivedMessage message) {
        return contexts.isHeard(EVENT);
    }

    @Override
    public @Nullable Object handle(ReceivedMessage message) {
        contexts.publish(node, new MessageReceivedEvent(message.message()));
        return null;
    }
}
