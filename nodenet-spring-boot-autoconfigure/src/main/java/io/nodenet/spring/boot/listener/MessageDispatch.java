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
 * Calls all handlers for each message, one after the other, until it gives up. Whatever a handler throws goes to the error handler; an
 * interrupt is restored once all handlers of the message were called. Each message is an observation {@link
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

    /** Stops handling messages, and logs how many were not handled once no more follow. */
    void giveUp(CompletableFuture<Void> drained) {
        givenUp = true;
        drained.thenRun(
                () -> LOG.warn("{} accepted messages were not handled within the shutdown timeout", unhandled.get()));
    }

    @Override
    public void accept(InboundMessage message) {
        // an interrupt was meant for the handlers of the message before; that of a stop comes after givenUp is set
        Thread.interrupted();
        if (givenUp) {
            unhandled.incrementAndGet();
            return;
        }
        NodenetProcessContext context = new NodenetProcessContext(message);
        Observation observation = observations.of(context);
        MDC.put(NodenetListenerContainer.MDC_KEY, shortId);
        try {
            observation.observe(() -> context.setHandled(handle(message, observation)));
        } finally {
            MDC.remove(NodenetListenerContainer.MDC_KEY);
        }
    }

    /** Calls all handlers, whatever one of them throws, unless the container gives up; returns whether all of them returned. */
    private boolean handle(InboundMessage message, Observation observation) {
        boolean handled = true;
        boolean interrupted = false;
        for (NodenetMessageHandler handler : handlers) {
            try {
                handler.handle(message);
            } catch (Throwable failure) {
                handled = false;
                observation.error(failure);
                report(message, failure);
                interrupted |= failure instanceof InterruptedException;
                if (interrupted && givenUp) {
                    break;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return handled;
    }

    private void report(InboundMessage message, Throwable failure) {
        try {
            errors.handle(message, failure);
        } catch (Throwable e) {
            LOG.warn("A handler failed for {}, and so did the error handler", message, failure);
            LOG.warn("The error handler failed for {}", message, e);
        }
    }
}
