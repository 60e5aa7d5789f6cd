package io.nodenet.spring.boot.listener;

import io.nodenet.spring.boot.event.MessageReceivedEvent;
import io.nodenet.spring.boot.message.ReceivedMessage;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContext;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.event.GenericApplicationListener;
import org.springframework.context.event.GenericApplicationListenerAdapter;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.core.ResolvableType;

/** Publishes each message as an event, if somebody listens for it. */
public final class MessagePublisher implements PayloadHandler {
    /** What listeners are asked about: an object that is no event of Spring's travels in one. */
    private static final ResolvableType EVENT =
            ResolvableType.forClassWithGenerics(PayloadApplicationEvent.class, MessageReceivedEvent.class);

    private final ApplicationContext context;
    private volatile boolean isHeard;

    /** Creates a publisher for a context, and those above it. */
    public MessagePublisher(ApplicationContext context) {
        this.context = context;
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
        context.publishEvent(new MessageReceivedEvent(message.message()));
        return null;
    }
}
