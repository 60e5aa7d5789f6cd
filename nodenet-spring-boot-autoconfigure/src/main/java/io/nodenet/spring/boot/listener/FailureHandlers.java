package io.nodenet.spring.boot.listener;

import io.nodenet.node.InboundMessage;
import io.nodenet.spring.boot.NodenetDeadLetterHandler;
import io.nodenet.spring.boot.NodenetErrorHandler;
import io.nodenet.spring.boot.observation.ProcessOutcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes failures, and messages that could not be handled, to the application; exceptions thrown there are logged.
 *
 * @param errors receives exceptions of handlers
 * @param deadLetters receives messages that could not be handled
 */
public record FailureHandlers(NodenetErrorHandler errors, NodenetDeadLetterHandler deadLetters) {
    private static final Logger LOG = LoggerFactory.getLogger(NodenetListenerContainer.class);

    void failed(InboundMessage message, Throwable failure) {
        try {
            errors.handle(message, failure);
        } catch (Throwable e) {
            LOG.warn("A handler failed for {}, and so did the error handler", message, failure);
            LOG.warn("The error handler failed for {}", message, e);
        }
    }

    void ended(InboundMessage message, ProcessOutcome outcome) {
        switch (outcome) {
            case FAILURE, UNCONVERTIBLE, INVALID, QUEUE_FULL, UNHANDLED -> bury(message, outcome);
            case IN_PROGRESS, SUCCESS, QUEUED, REFUSED, UNSOLICITED -> {}
        }
    }

    private void bury(InboundMessage message, ProcessOutcome outcome) {
        try {
            deadLetters.handle(message, outcome);
        } catch (Throwable e) {
            LOG.warn("The dead letter handler failed for {}", message, e);
        }
    }
}
