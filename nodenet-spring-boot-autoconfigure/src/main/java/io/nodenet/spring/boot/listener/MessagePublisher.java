package io.nodenet.spring.boot.listener;

import io.nodenet.spring.boot.NodenetApplicationEvent;
import io.nodenet.spring.boot.event.MessageReceivedEvent;
import io.nodenet.spring.boot.message.ReceivedMessage;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContext;
import org.springframework.context.event.GenericApplicationListener;
import org.springframework.context.event.GenericApplicationListenerAdapter;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.core.ResolvableType;

/** Publishes each message as an event, if somebody listens for it. */
public final class MessagePublisher implements PayloadHandler {
    /** What listeners are asked about: an object that is no event of Spring's travels in one. */
    private static final ResolvableType EVENT =
            ResolvableType.forClassWithGenerics(NodenetApplicationEvent.class, MessageReceivedEvent.class);

    private final ApplicationContext context;
    private final String node;
    private volatile boolean isHeard;

    /**
     * Creates a publisher for a context, and those above it.
     *
     * @param node the name of the node
     */
    public MessagePublisher(ApplicationContext context, String node) {
        this.context = context;
        this.node = node;
    }

    @Override
    public boolean accepts(ReceivedMessage message) {
        if (!isHeard) {
            isHeard = isHeardIn(context);
        }
        return isHeard;
    }

    /** Listeners may be added at any time, so a context in which nobody listens is asked for each message. */
    private static boolean isHeardIn(@Nullable ApplicationContext context) {
        return context != null
                && (!(context instanceof AbstractApplicationContext known)
                        || known.getApplicationListeners().stream()
                                .map(listener -> listener instanceof GenericApplicationListener generic
                                        ? generic
                                        : new GenericApplicationListenerAdapter(listener))
                                .anyMatch(listener -> listener.supportsEventType(EVENT))
                        || isHeardIn(context.getParent()));
    }

    @Override
    public @Nullable Object handle(ReceivedMessage message) {
        context.publishEvent(new NodenetApplicationEvent<>(context, node, new MessageReceivedEvent(message.message())));
        return null;
    }
}
