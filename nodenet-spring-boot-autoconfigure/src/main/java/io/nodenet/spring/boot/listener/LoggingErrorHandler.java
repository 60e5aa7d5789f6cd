package io.nodenet.spring.boot.listener;

import io.nodenet.node.InboundMessage;
import io.nodenet.spring.boot.InvalidPayloadException;
import io.nodenet.spring.boot.MessageConversionException;
import io.nodenet.spring.boot.NodenetErrorHandler;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs the exceptions of handlers, unless the application has an error handler: as warnings if the message is not at fault. */
public final class LoggingErrorHandler implements NodenetErrorHandler {
    private static final Logger LOG = LoggerFactory.getLogger(NodenetListenerContainer.class);

    private final FailureLog failures;

    /**
     * Creates a handler.
     *
     * @param nanos a monotonic clock
     */
    public LoggingErrorHandler(LongSupplier nanos) {
        this.failures = new FailureLog(LOG, "A handler failed for {}", nanos);
    }

    @Override
    public void handle(InboundMessage message, Throwable failure) {
        if (failure instanceof MessageConversionException) {
            LOG.debug("Cannot convert the payload of {}", message, failure); // remote peers send what they like
        } else if (failure instanceof InvalidPayloadException) {
            LOG.debug("{}, from {}", failure.getMessage(), message);
        } else {
            failures.add(message, failure);
        }
    }
}
