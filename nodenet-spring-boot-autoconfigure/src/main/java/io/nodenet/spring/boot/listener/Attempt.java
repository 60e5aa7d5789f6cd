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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One message on its way through the handlers, and the reply to its sender if it is a request. Confined to one thread. A listener that the
 * message has to wait for gets a separate attempt later.
 */
final class Attempt {
    private final InboundMessage message;
    private final Observation observation;
    private final FailureHandlers failures;
    private final Queuing queuing;
    private @Nullable ReceivedMessage received;
    private boolean isRead;
    private boolean isHandled;
    private boolean isQueued;
    private boolean isQueueFull;
    private boolean isAcknowledged;
    private boolean isUnconvertible;
    private @Nullable InvalidPayloadException invalid;
    private boolean hasFailed;
    private boolean isInterrupted;
    private boolean hasValue;
    private @Nullable Object value;
    private @Nullable Throwable listenerFailure;
    /** The attempt of a listener's queue that replies in place of this one, and the one that does so if nothing else replies. */
    private @Nullable CompletableFuture<Attempt> queuedValue;

    private @Nullable CompletableFuture<Attempt> queuedAcknowledgement;

    /** Queues a message for a listener. */
    @FunctionalInterface
    interface Queuing {
        /** Handles every message at once. */
        Queuing NONE = (message, listener, handled) -> ListenerQueue.Place.INLINE;

        /**
         * Queues a message, if it has to wait.
         *
         * @param handled is completed with the attempt of the listener
         */
        ListenerQueue.Place offer(ReceivedMessage message, PayloadHandler listener, CompletableFuture<Attempt> handled);
    }

    /**
     * Creates an attempt that has not called a handler yet.
     *
     * @param failures receives exceptions of handlers
     * @param queuing receives messages that have to wait
     */
    Attempt(InboundMessage message, Observation observation, FailureHandlers failures, Queuing queuing) {
        this.message = message;
        this.observation = observation;
        this.failures = failures;
        this.queuing = queuing;
    }

    /** Calls all handlers, even if one of them throws, unless the container gives up. */
    void callAll(List<NodenetMessageHandler> handlers, BooleanSupplier givenUp) {
        for (NodenetMessageHandler handler : handlers) {
            if (!hasGoneOn(handler, () -> call(handler), givenUp)) {
                break;
            }
        }
        restoreInterrupt();
    }

    /** Calls a listener for which the message was queued. */
    void callQueued(PayloadHandler listener, ReceivedMessage waited, BooleanSupplier givenUp) {
        var unused = hasGoneOn(listener, () -> callNow(listener, waited), givenUp);
        restoreInterrupt();
    }

    /** A call that may throw anything. */
    @FunctionalInterface
    private interface Call {
        void run() throws Exception;
    }

    /** Runs a call and returns whether others may follow. */
    private boolean hasGoneOn(NodenetMessageHandler handler, Call call, BooleanSupplier givenUp) {
        try {
            call.run();
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
            return !isInterrupted || !givenUp.getAsBoolean();
        }
        return true;
    }

    private void restoreInterrupt() {
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
        if (read == null || !chosen.accepts(read)) {
            return;
        }
        CompletableFuture<Attempt> later = new CompletableFuture<>();
        switch (queuing.offer(read, chosen, later)) {
            case INLINE -> callNow(chosen, read);
            case QUEUED -> {
                isQueued = true;
                keepLater(chosen.answer(), later);
            }
            case FULL -> isQueueFull = true;
        }
    }

    private void callNow(PayloadHandler listener, ReceivedMessage message) throws Exception {
        keep(listener.answer(), listener.handle(message));
        isHandled = true;
    }

    private void keepLater(PayloadHandler.Answer answer, CompletableFuture<Attempt> later) {
        if (answer == PayloadHandler.Answer.VALUE && !hasValue) {
            hasValue = true;
            queuedValue = later;
        } else if (answer == PayloadHandler.Answer.ACKNOWLEDGEMENT && queuedAcknowledgement == null) {
            queuedAcknowledgement = later;
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

    /** Sends the result of the handlers to a peer that sent a request. */
    void answer(Reply reply) {
        Throwable failure = listenerFailure;
        InvalidPayloadException violations = invalid;
        CompletableFuture<Attempt> laterValue = queuedValue;
        CompletableFuture<Attempt> laterAcknowledgement = queuedAcknowledgement;
        if (laterValue != null) {
            var unused = laterValue.thenAccept(attempt -> attempt.answer(reply));
        } else if (hasValue && value instanceof CompletionStage<?> stage) {
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
        } else if (laterAcknowledgement != null) {
            var unused = laterAcknowledgement.thenAccept(attempt -> attempt.answer(reply));
        } else if (isQueueFull) {
            reply.refuse(FailureReason.BUSY, "");
        } else {
            reply.refuse(FailureReason.NO_LISTENER, "");
        }
    }

    /** The listener's value cannot be sent: it cannot be converted, or it is too large. */
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
        if (isQueueFull) {
            return ProcessOutcome.QUEUE_FULL;
        }
        if (isHandled) {
            return ProcessOutcome.SUCCESS;
        }
        return isQueued ? ProcessOutcome.QUEUED : ProcessOutcome.UNHANDLED;
    }
}
