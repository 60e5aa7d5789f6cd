package io.nodenet.spring.boot.listener;

import io.micrometer.observation.Observation;
import io.nodenet.node.InboundMessage;
import io.nodenet.spring.boot.MessageConversionException;
import io.nodenet.spring.boot.NodenetMessageHandler;
import io.nodenet.spring.boot.message.MessageKind;
import io.nodenet.spring.boot.message.ReceivedMessage;
import io.nodenet.spring.boot.observation.NodenetObservations;
import io.nodenet.spring.boot.observation.NodenetProcessContext;
import io.nodenet.spring.boot.observation.ProcessOutcome;
import io.nodenet.spring.boot.request.Reply;
import io.nodenet.spring.boot.request.RequestReply;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Calls all handlers for each message, one after the other, until it gives up. Exceptions of a handler go to the error handler; an
 * interrupt is restored once all handlers of the message were called. Replies go to the pending request, not to handlers. Each message is
 * observed as {@link io.nodenet.spring.boot.observation.NodenetObservation#PROCESS}. Thread-safe.
 */
final class MessageDispatch implements Consumer<InboundMessage> {
    private static final Logger LOG = LoggerFactory.getLogger(NodenetListenerContainer.class);

    private final String shortId;
    private final FailureHandlers failures;
    private final NodenetObservations observations;
    private final RequestReply requestReply;
    private final PeriodicWarning unconvertible = new PeriodicWarning(
            LOG,
            "{} messages could not be converted ({}), the last one {}; set this logger to DEBUG for the reasons",
            System::nanoTime);
    private final PeriodicWarning invalid = new PeriodicWarning(
            LOG,
            "{} messages had payloads that violate constraints ({}), the last one {}; set this logger to DEBUG for details",
            System::nanoTime);
    private final PeriodicWarning nobodys = new PeriodicWarning(
            LOG, "{} messages have no handler in this application ({}), the last one {}", System::nanoTime);
    private final PeriodicWarning queueFull = new PeriodicWarning(
            LOG,
            "{} messages were dropped because the queue of a listener was full ({}), the last one {}",
            System::nanoTime);
    private final AtomicInteger unhandled = new AtomicInteger();
    private final Set<Thread> handling = new HashSet<>();
    private volatile List<NodenetMessageHandler> handlers;
    private volatile boolean givenUp;

    MessageDispatch(
            String shortId,
            List<NodenetMessageHandler> handlers,
            FailureHandlers failures,
            NodenetObservations observations,
            RequestReply requestReply) {
        this.shortId = shortId;
        this.handlers = handlers;
        this.failures = failures;
        this.observations = observations;
        this.requestReply = requestReply;
    }

    /** Replaces the handlers, beginning with the next message. */
    void setHandlers(List<NodenetMessageHandler> value) {
        handlers = value;
    }

    /**
     * Handles the messages that wait for listeners, except paused ones, whose messages are abandoned. Completes once nothing is waiting or
     * in progress.
     */
    CompletableFuture<Void> drainQueues() {
        return CompletableFuture.allOf(lanes().map(lane -> lane.queue().drain()).toArray(CompletableFuture[]::new))
                .thenRun(() -> {
                    if (!givenUp && unhandled.get() > 0) {
                        LOG.warn("{} messages that waited for paused listeners were not handled", unhandled.get());
                    }
                });
    }

    private Stream<ListenerLane> lanes() {
        return handlers.stream()
                .map(handler -> handler instanceof PayloadHandler listener ? listener.lane() : null)
                .filter(Objects::nonNull);
    }

    /** Stops handling messages, and logs the number of unhandled ones once no more follow. */
    void giveUp(CompletableFuture<Void> drained) {
        givenUp = true;
        lanes().forEach(lane -> lane.queue().abandon());
        drained.thenRun(() -> {
            if (unhandled.get() > 0) {
                LOG.warn("{} accepted messages were not handled before the listeners stopped", unhandled.get());
            }
        });
    }

    /** Interrupts the running handlers. */
    void interrupt() {
        synchronized (handling) {
            handling.forEach(Thread::interrupt);
        }
    }

    private void setHandling(boolean is) {
        synchronized (handling) {
            if (is) {
                handling.add(Thread.currentThread());
            } else {
                handling.remove(Thread.currentThread());
            }
        }
    }

    @Override
    public void accept(InboundMessage message) {
        observe(message, read(message), this::handle);
    }

    /** Handles a message within its observation. */
    @FunctionalInterface
    private interface Handling {
        ProcessOutcome of(InboundMessage message, @Nullable ReceivedMessage received, Observation observation);
    }

    private void observe(InboundMessage message, @Nullable ReceivedMessage received, Handling handling) {
        // an interrupt was meant for the handlers of the previous message; the interrupt of a stop comes after givenUp
        // is set
        Thread.interrupted();
        if (givenUp) {
            unhandled.incrementAndGet();
            return;
        }
        NodenetProcessContext context = new NodenetProcessContext(message, traceOf(received));
        Observation observation = observations.of(context);
        MDC.put(NodenetListenerContainer.MDC_KEY, shortId);
        setHandling(true);
        try {
            CallbackThread.call(
                    this,
                    () -> observation.observe(() -> context.setOutcome(handling.of(message, received, observation))));
        } finally {
            setHandling(false);
            MDC.remove(NodenetListenerContainer.MDC_KEY);
        }
    }

    /** Returns a message with its headers; null if they are malformed, which is reported by the first handler that needs them. */
    private static @Nullable ReceivedMessage read(InboundMessage message) {
        try {
            return ReceivedMessage.of(message);
        } catch (MessageConversionException e) {
            return null;
        }
    }

    private Map<String, String> traceOf(@Nullable ReceivedMessage message) {
        return message == null
                ? Map.of()
                : observations
                        .traceHeaders()
                        .takenFrom(
                                message.message().originator(),
                                message.headers().asMap());
    }

    private ProcessOutcome handle(InboundMessage message, @Nullable ReceivedMessage received, Observation observation) {
        MessageKind kind =
                received == null ? MessageKind.MESSAGE : received.headers().kind();
        if (received == null || kind == MessageKind.MESSAGE) {
            return call(message, observation, null);
        }
        if (kind != MessageKind.REQUEST) {
            return requestReply.requests().answer(received) ? ProcessOutcome.SUCCESS : ProcessOutcome.UNSOLICITED;
        }
        Reply reply = requestReply.replies().begin(received);
        return reply == null ? ProcessOutcome.REFUSED : call(message, observation, reply);
    }

    private ProcessOutcome call(InboundMessage message, Observation observation, @Nullable Reply reply) {
        Attempt attempt = new Attempt(message, observation, failures, this::queue);
        attempt.callAll(handlers, () -> givenUp);
        if (reply != null) {
            attempt.answer(reply);
        }
        return end(message, attempt);
    }

    private ListenerQueue.Place queue(
            ReceivedMessage message, PayloadHandler listener, CompletableFuture<Attempt> handled) {
        ListenerLane lane = listener.lane();
        return lane == null
                ? ListenerQueue.Place.INLINE
                : lane.queue().offer(message.message().originator(), new ListenerQueue.Task() {
                    @Override
                    public void run() {
                        if (givenUp) {
                            abandon();
                            return;
                        }
                        observe(message.message(), message, (it, received, observation) -> {
                            Attempt attempt = new Attempt(it, observation, failures, Attempt.Queuing.NONE);
                            attempt.callQueued(listener, message, () -> givenUp);
                            handled.complete(attempt);
                            return end(it, attempt);
                        });
                    }

                    @Override
                    public void abandon() {
                        unhandled.incrementAndGet();
                        handled.complete(
                                new Attempt(message.message(), Observation.NOOP, failures, Attempt.Queuing.NONE));
                    }
                });
    }

    private ProcessOutcome end(InboundMessage message, Attempt attempt) {
        ProcessOutcome outcome = attempt.outcome();
        if (outcome == ProcessOutcome.UNCONVERTIBLE) {
            unconvertible.add(message.originator(), message);
        } else if (outcome == ProcessOutcome.INVALID) {
            invalid.add(message.originator(), message);
        } else if (outcome == ProcessOutcome.QUEUE_FULL) {
            queueFull.add(message.originator(), message);
        } else if (outcome == ProcessOutcome.UNHANDLED) {
            nobodys.add(message.originator(), message);
        }
        failures.ended(message, outcome);
        return outcome;
    }
}
