package io.nodenet.spring.boot.listener;

import io.micrometer.observation.Observation;
import io.nodenet.node.InboundMessage;
import io.nodenet.spring.boot.InvalidPayloadException;
import io.nodenet.spring.boot.MessageConversionException;
import io.nodenet.spring.boot.NodenetMessageHandler;
import io.nodenet.spring.boot.message.FailureReason;
import io.nodenet.spring.boot.message.ReceivedMessage;
import io.nodenet.spring.boot.observation.ProcessOutcome;
import io.nodenet.spring.boot.request.Reply;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** One message on its way through the handlers, and what its peer is told if it has asked. One thread only. */
final class Attempt {
    private final InboundMessage message;
    private final Observation observation;
    private final FailureHandlers failures;
    private @Nullable ReceivedMessage received;
    private boolean isRead;
    private boolean isHandled;
    private boolean isAcknowledged;
    private boolean isUnconvertible;
    private @Nullable InvalidPayloadException invalid;
    private boolean hasFailed;
    private boolean isInterrupted;
    private boolean hasValue;
    private @Nullable Object value;
    private @Nullable Throwable listenerFailure;

    /**
     * Creates an attempt that has called nobody yet.
     *
     * @param failures takes what handlers throw
     */
    Attempt(InboundMessage message, Observation observation, FailureHandlers failures) {
        this.message = message;
        this.observation = observation;
        this.failures = failures;
    }

    /** Calls all handlers, whatever one of them throws, unless the container gives up. */
    void callAll(List<NodenetMessageHandler> handlers, BooleanSupplier givenUp) {
        for (NodenetMessageHandler handler : handlers) {
            try {
                call(handler);
            } catch (MessageConversionException failure) {
                isUnconvertible = true;
                failures.failed(message, failure);
            } catch (InvalidPayloadException failure) {
                invalid = failure;
                failures.failed(message, failure);
            } catch (Throwable failure) {
                hasFailed = true;
                if (handler instanceof PayloadHandler listener && listener.answer() != PayloadHandler.Answer.NONE) {
                    listenerFailure = failure;
                }
                observation.error(failure);
                failures.failed(message, failure);
                isInterrupted |= failure instanceof InterruptedException;
                if (isInterrupted && givenUp.getAsBoolean()) {
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
            keep(chosen.answer(), chosen.handle(read));
            isHandled = true;
        }
    }

    private void keep(PayloadHandler.Answer answer, @Nullable Object returned) {
        isAcknowledged |= answer == PayloadHandler.Answer.ACKNOWLEDGEMENT;
        if (answer == PayloadHandler.Answer.VALUE && !hasValue) {
            hasValue = true;
            value = returned;
        }
        if (returned instanceof CompletionStage<?> stage) {
            var unused = stage.whenComplete((done, failure) -> {
                if (failure != null) {
                    Throwable cause = failure instanceof CompletionException ? failure.getCause() : null;
                    failures.failed(message, cause == null ? failure : cause);
                    failures.ended(message, ProcessOutcome.FAILURE);
                }
            });
        }
    }

    /** Gives a peer that has asked what the handlers have for it. */
    void answer(Reply reply) {
        Throwable failure = listenerFailure;
        InvalidPayloadException violations = invalid;
        if (hasValue && value instanceof CompletionStage<?> stage) {
            reply.follow(stage, this::notSent);
        } else if (hasValue) {
            reply.give(value, this::notSent);
        } else if (failure != null) {
            reply.fail(failure);
        } else if (isUnconvertible) {
            reply.refuse(FailureReason.UNCONVERTIBLE, "");
        } else if (violations != null) {
            reply.refuse(FailureReason.INVALID, String.valueOf(violations.getMessage()));
        } else if (isAcknowledged) {
            reply.give(null, this::notSent);
        } else {
            reply.refuse(FailureReason.NO_LISTENER, "");
        }
    }

    /** The listener's value is no reply: there is no payload for it, or it is too large. */
    private void notSent(Throwable failure) {
        failures.failed(message, failure);
    }

    ProcessOutcome outcome() {
        if (hasFailed) {
            return ProcessOutcome.FAILURE;
        }
        if (isUnconvertible) {
            return ProcessOutcome.UNCONVERTIBLE;
        }
        if (invalid != null) {
            return ProcessOutcome.INVALID;
        }
        return isHandled ? ProcessOutcome.SUCCESS : ProcessOutcome.UNHANDLED;
    }
}
