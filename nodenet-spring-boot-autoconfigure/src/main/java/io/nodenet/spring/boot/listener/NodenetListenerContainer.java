package io.nodenet.spring.boot.listener;

import io.nodenet.node.MessageSubscription;
import io.nodenet.node.Node;
import io.nodenet.spring.boot.NodenetMessageHandler;
import io.nodenet.spring.boot.observation.NodenetObservations;
import io.nodenet.spring.boot.request.RequestReply;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Hands the messages of a node to the handlers of an application while it runs.
 *
 * <p>It starts after everything else and stops first. Stopping it, what was taken in is still handled, as long as the shutdown timeout
 * allows, and what handlers have promised in reply is waited for; then running handlers are interrupted, and what waits behind them is given up with a line in the log. Messages that come while it
 * does not run wait in the node's bounded queue, unless {@link #takeNoMore} came before.
 */
public class NodenetListenerContainer implements SmartLifecycle {
    /** The phase, after that of web servers and of most application beans. */
    public static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 100;

    /** The MDC key under which the short ID of the node stands while messages are handled. */
    public static final String MDC_KEY = "nodenet.id";

    private static final Logger LOG = LoggerFactory.getLogger(NodenetListenerContainer.class);

    private final Node node;
    private final Supplier<List<NodenetMessageHandler>> source;
    private final FailureHandlers failures;
    private final NodenetObservations observations;
    private final MessageThreads threads;
    private final RequestReply requestReply;
    private final Settings settings;
    private volatile @Nullable Run run;

    /**
     * When a container runs.
     *
     * @param autoStartup whether it starts with its application
     * @param shutdownTimeout how long handlers may take when it stops
     */
    public record Settings(boolean autoStartup, Duration shutdownTimeout) {}

    /**
     * Makes a container that does not run.
     *
     * @param source answers the handlers, asked once for each start; none of them, and the container takes no messages
     * @param threads where the node hands over its messages
     * @param requestReply takes requests while the container runs
     */
    public NodenetListenerContainer(
            Node node,
            Supplier<List<NodenetMessageHandler>> source,
            FailureHandlers failures,
            NodenetObservations observations,
            MessageThreads threads,
            RequestReply requestReply,
            Settings settings) {
        this.node = node;
        this.source = source;
        this.failures = failures;
        this.observations = observations;
        this.threads = threads;
        this.requestReply = requestReply;
        this.settings = settings;
    }

    @Override
    public synchronized void start() {
        boolean isStandIn = node.id() == null; // of a test: a mock, which hands over nothing
        if (run != null || isStandIn) {
            return;
        }
        List<NodenetMessageHandler> handlers = source.get();
        if (!handlers.isEmpty()) {
            MessageDispatch dispatch =
                    new MessageDispatch(node.id().shortText(), handlers, failures, observations, requestReply);
            run = new Run(dispatch, node.onMessage(dispatch));
            requestReply.requests().open();
            LOG.info("Messages of node {} go to {} handlers", node.id().shortText(), handlers.size());
        }
    }

    /**
     * Closes the node to messages until the next start, because the application ends: what comes is dropped and counted. {@link #stop} waits
     * for what was taken in.
     */
    public synchronized void takeNoMore() {
        Run current = run;
        if (current != null) {
            requestReply.requests().close();
            current.subscription.finish();
        }
    }

    @Override
    public synchronized void stop() {
        Run current = run;
        if (current == null) {
            return;
        }
        run = null;
        requestReply.requests().close();
        CompletableFuture<Void> drained = current.subscription.cancel();
        CompletableFuture<Void> replied =
                drained.thenCompose(unused -> requestReply.replies().idle());
        if (!isDone(replied, settings.shutdownTimeout())) {
            LOG.warn("Handlers did not finish within {}; interrupting them", settings.shutdownTimeout());
            current.dispatch.giveUp(drained);
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
        return run != null;
    }

    @Override
    public boolean isAutoStartup() {
        return settings.autoStartup();
    }

    @Override
    public int getPhase() {
        return PHASE;
    }

    private record Run(MessageDispatch dispatch, MessageSubscription subscription) {}
}
