package io.nodenet.spring.boot.listener;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.nodenet.node.InboundMessage;
import io.nodenet.node.MessageSubscription;
import io.nodenet.node.Node;
import io.nodenet.spring.boot.NodenetErrorHandler;
import io.nodenet.spring.boot.NodenetMessageHandler;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.context.SmartLifecycle;

/**
 * Hands the messages of a node to the handlers of an application while it runs.
 *
 * <p>It starts after everything else and stops first. Stopping it, what was taken in is still handled, as long as the shutdown timeout
 * allows; then running handlers are interrupted. Messages that come while it does not run wait in the node's bounded queue. Each message
 * is an observation {@code nodenet.process} with the low-cardinality keys {@code path} and {@code outcome}.
 */
public class NodenetListenerContainer implements SmartLifecycle {
    /** The phase, after that of web servers and of most application beans. */
    public static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 100;

    /** The MDC key under which the short ID of the node stands while messages are handled. */
    public static final String MDC_KEY = "nodenet.id";

    private static final Logger LOG = LoggerFactory.getLogger(NodenetListenerContainer.class);

    private final Node node;
    private final Supplier<List<NodenetMessageHandler>> source;
    private final NodenetErrorHandler errors;
    private final ObservationRegistry observations;
    private final MessageThreads threads;
    private final boolean autoStartup;
    private final Duration shutdownTimeout;
    private volatile List<NodenetMessageHandler> handlers = List.of();
    private volatile @Nullable MessageSubscription subscription;

    /**
     * Makes a container that does not run.
     *
     * @param source answers the handlers, asked once for each start; none of them, and the container takes no messages
     * @param threads where the node hands over its messages
     */
    public NodenetListenerContainer(
            Node node,
            Supplier<List<NodenetMessageHandler>> source,
            NodenetErrorHandler errors,
            ObservationRegistry observations,
            MessageThreads threads,
            boolean autoStartup,
            Duration shutdownTimeout) {
        this.node = node;
        this.source = source;
        this.errors = errors;
        this.observations = observations;
        this.threads = threads;
        this.autoStartup = autoStartup;
        this.shutdownTimeout = shutdownTimeout;
    }

    @Override
    public synchronized void start() {
        if (subscription != null) {
            return;
        }
        handlers = source.get();
        if (!handlers.isEmpty()) {
            subscription = node.onMessage(this::handle);
            LOG.info("Messages of node {} go to {} handlers", node.id().shortText(), handlers.size());
        }
    }

    @Override
    public synchronized void stop() {
        MessageSubscription current = subscription;
        if (current == null) {
            return;
        }
        subscription = null;
        CompletableFuture<Void> drained = current.cancel();
        if (!isDone(drained, shutdownTimeout)) {
            LOG.warn("Handlers still ran {} after the stop and are interrupted", shutdownTimeout);
            threads.interrupt();
        }
    }

    private static boolean isDone(CompletableFuture<Void> drained, Duration timeout) {
        try {
            drained.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }

    @Override
    public boolean isRunning() {
        return subscription != null;
    }

    @Override
    public boolean isAutoStartup() {
        return autoStartup;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }

    private void handle(InboundMessage message) {
        Observation observation = Observation.createNotStarted("nodenet.process", observations)
                .contextualName("nodenet process")
                .lowCardinalityKeyValue("path", message.path().name().toLowerCase(Locale.ROOT))
                .highCardinalityKeyValue("nodenet.peer", message.originator().toString());
        MDC.put(MDC_KEY, node.id().shortText());
        try {
            observation.observe(() -> {
                boolean handled = true;
                for (NodenetMessageHandler handler : handlers) {
                    handled &= handle(handler, message, observation);
                }
                observation.lowCardinalityKeyValue("outcome", handled ? "success" : "failure");
            });
        } finally {
            MDC.remove(MDC_KEY);
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
