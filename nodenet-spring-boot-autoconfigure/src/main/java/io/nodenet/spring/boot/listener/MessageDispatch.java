package io.nodenet.spring.boot.listener;

import io.micrometer.observation.Observation;
import io.nodenet.node.InboundMessage;
import io.nodenet.spring.boot.NodenetErrorHandler;
import io.nodenet.spring.boot.NodenetMessageHandler;
import io.nodenet.spring.boot.observation.NodenetObservations;
import io.nodenet.spring.boot.observation.NodenetProcessContext;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Calls all handlers for each message, one after the other, until it gives up. Each message is an observation {@link
 * io.nodenet.spring.boot.observation.NodenetObservation#PROCESS}. Thread-safe.
 */
final class MessageDispatch implements Consumer<InboundMessage> {
    private static final Logger LOG = LoggerFactory.getLogger(NodenetListenerContainer.class);

    private final String shortId;
    private final List<NodenetMessageHandler> handlers;
    private final NodenetErrorHandler errors;
    private final NodenetObservations observations;
    private final AtomicInteger unhandled = new AtomicInteger();
    private volatile boolean givenUp;

    MessageDispatch(
            String shortId,
            List<NodenetMessageHandler> handlers,
            NodenetErrorHandler errors,
            NodenetObservations observations) {
        this.shortId = shortId;
        this.handlers = handlers;
        this.errors = errors;
        this.observations = observations;
    }

    /** Handles no message any more, and says how many came all the same once it is clear that none follows. */
    void giveUp(CompletableFuture<Void> drained) {
        givenUp = true;
        drained.thenRun(() -> LOG.warn(
                "{} messages were taken in and not handled before the shutdown timeout was over", unhandled.get()));
    }

    @Override
    public void accept(InboundMessage message) {
        if (givenUp) {
            unhandled.incrementAndGet();
            return;
        }
        NodenetProcessContext context = new NodenetProcessContext(message);
        Observation observation = observations.of(context);
        MDC.put(NodenetListenerContainer.MDC_KEY, shortId);
        try {
            observation.observe(() -> {
                boolean handled = true;
                for (NodenetMessageHandler handler : handlers) {
                    handled &= handle(handler, message, observation);
                }
                context.setHandled(handled);
            });
        } finally {
            MDC.remove(NodenetListenerContainer.MDC_KEY);
        }
    }

    /** Calls one handler; whatever it throws, the others follow. */
    private boolean handle(NodenetMessageHandler handler, InboundMessage message, Observation observation) {
        try {
            handler.handle(message);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (Exception e) {
            observation.error(e);
            errors.handle(message, e);
            return false;
        }
    }
}
