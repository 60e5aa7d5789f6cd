package io.nodenet.spring.boot.listener;

import io.micrometer.observation.Observation;
import io.nodenet.node.InboundMessage;
import io.nodenet.spring.boot.MessageConversionException;
import io.nodenet.spring.boot.NodenetErrorHandler;
import io.nodenet.spring.boot.NodenetMessageHandler;
import io.nodenet.spring.boot.message.ReceivedMessage;
import io.nodenet.spring.boot.observation.NodenetObservations;
import io.nodenet.spring.boot.observation.NodenetProcessContext;
import io.nodenet.spring.boot.observation.ProcessOutcome;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
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
    private final PeriodicWarning unconvertible = new PeriodicWarning(
            LOG,
            "{} messages could not be converted, the last one {}; DEBUG of this logger tells why",
            System::nanoTime);
    private final PeriodicWarning nobodys = new PeriodicWarning(
            LOG, "{} messages have no handler in this application, the last one {}", System::nanoTime);
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
            observation.observe(() -> context.setOutcome(handle(message, observation)));
        } finally {
            MDC.remove(NodenetListenerContainer.MDC_KEY);
        }
    }

    private ProcessOutcome handle(InboundMessage message, Observation observation) {
        Attempt attempt = new Attempt(message, observation);
        attempt.callAll();
        ProcessOutcome outcome = attempt.outcome();
        if (outcome == ProcessOutcome.UNCONVERTIBLE) {
            unconvertible.add(message);
        } else if (outcome == ProcessOutcome.UNHANDLED) {
            nobodys.add(message);
        }
        return outcome;
    }

    /** One message on its way through the handlers. */
    private final class Attempt {
        private final InboundMessage message;
        private final Observation observation;
        private @Nullable ReceivedMessage received;
        private boolean isRead;
        private boolean isHandled;
        private boolean isUnconvertible;
        private boolean hasFailed;
        private boolean isInterrupted;

        Attempt(InboundMessage message, Observation observation) {
            this.message = message;
            this.observation = observation;
        }

        /** Calls all handlers, whatever one of them throws, unless the container gives up. */
        void callAll() {
            for (NodenetMessageHandler handler : handlers) {
                try {
                    call(handler);
                } catch (MessageConversionException failure) {
                    isUnconvertible = true;
                    report(message, failure);
                } catch (Throwable failure) {
                    hasFailed = true;
                    observation.error(failure);
                    report(message, failure);
                    isInterrupted |= failure instanceof InterruptedException;
                    if (isInterrupted && givenUp) {
                        break;
                    }
                }
            }
            if (isInterrupted) {
                Thread.currentThread().interrupt();
            }
        }

        private void call(NodenetMessageHandler handler) throws Exception {
            if (!(handler instanceof PayloadHandler chosen)) {
                handler.handle(message);
                isHandled = true;
                return;
            }
            if (!isRead) {
                isRead = true;
                received = ReceivedMessage.of(message);
            }
            ReceivedMessage read = received;
            if (read != null && chosen.accepts(read)) {
                chosen.handle(read);
                isHandled = true;
            }
        }

        ProcessOutcome outcome() {
            if (hasFailed) {
                return ProcessOutcome.FAILURE;
            }
            if (isUnconvertible) {
                return ProcessOutcome.UNCONVERTIBLE;
            }
            return isHandled ? ProcessOutcome.SUCCESS : ProcessOutcome.UNHANDLED;
        }
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
