package io.nodenet.spring.boot.listener;

import io.nodenet.node.InboundMessage;
import io.nodenet.spring.boot.NodenetDeadLetterHandler;
import io.nodenet.spring.boot.NodenetErrorHandler;
import io.nodenet.spring.boot.observation.ProcessOutcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Passes failures, and messages that could not be handled, to the application; exceptions thrown there are logged. Thread-safe. */
public final class FailureHandlers {
    private static final Logger LOG = LoggerFactory.getLogger(NodenetListenerContainer.class);

    private final NodenetErrorHandler errors;
    private final NodenetDeadLetterHandler deadLetters;
    private final FailureLog ofErrors =
            new FailureLog(LOG, "A handler failed for {}, and so did the error handler", System::nanoTime);
    private final FailureLog ofDeadLetters =
            new FailureLog(LOG, "The dead letter handler failed for {}", System::nanoTime);

    /**
     * Creates a pair of handlers.
     *
     * @param errors receives exceptions of handlers
     * @param deadLetters receives messages that could not be handled
     */
    public FailureHandlers(NodenetErrorHandler errors, NodenetDeadLetterHandler deadLetters) {
        this.errors = errors;
        this.deadLetters = deadLetters;
    }

    void failed(InboundMessage message, Throwable failure) {
        try {
            errors.handle(message, failure);
        } catch (Throwable e) {
            IllegalStateException both = new IllegalStateException("The error handler failed", e);
            both.addSuppressed(failure);
            ofErrors.add(message, both);
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
            ofDeadLetters.add(message, e);
        }
    }
}
