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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationContextAware;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.ContextRefreshedEvent;

/**
 * Passes the messages of a node to the handlers of an application while it runs.
 *
 * <p>It starts once its application context is refreshed, when all other beans have started. When it stops, messages that were accepted are
 * still handled, and replies that handlers have promised are awaited, as long as the shutdown timeout allows; then running handlers are
 * interrupted, and the remaining messages are abandoned with a line in the log. A handler that stops it does not wait: the stop continues
 * in the background. Messages that arrive while it does not run wait in the node's bounded queue, unless {@link #takeNoMore} was called
 * before.
 */
public class NodenetListenerContainer
        implements SmartLifecycle, ApplicationContextAware, ApplicationListener<ContextRefreshedEvent> {
    /** The phase in which it stops, unless it was stopped before: the first one. */
    public static final int PHASE = SmartLifecycle.DEFAULT_PHASE;

    /** The MDC key for the short ID of the node while messages are handled. */
    public static final String MDC_KEY = "nodenet.id";

    private static final Logger LOG = LoggerFactory.getLogger(NodenetListenerContainer.class);

    private final Node node;
    private final Supplier<List<NodenetMessageHandler>> source;
    private final FailureHandlers failures;
    private final NodenetObservations observations;
    private final RequestReply requestReply;
    private final Settings settings;
    private @Nullable ApplicationContext context;
    private volatile boolean isRefreshed;
    private volatile @Nullable Run run;
    private volatile boolean isStarted;
    private final Object refreshing = new Object();

    /**
     * The lifecycle settings of a container.
     *
     * @param autoStartup whether it starts with its application
     * @param shutdownTimeout the maximum time for handlers to finish when it stops
     */
    public record Settings(boolean autoStartup, Duration shutdownTimeout) {}

    /**
     * Creates a container that is not running.
     *
     * @param source returns the handlers, called at each start and {@link #refresh}; if there are none, the container does not accept
     *     messages
     * @param requestReply accepts requests while the container runs
     */
    public NodenetListenerContainer(
            Node node,
            Supplier<List<NodenetMessageHandler>> source,
            FailureHandlers failures,
            NodenetObservations observations,
            RequestReply requestReply,
            Settings settings) {
        this.node = node;
        this.source = source;
        this.failures = failures;
        this.observations = observations;
        this.requestReply = requestReply;
        this.settings = settings;
    }

    @Override
    public void setApplicationContext(ApplicationContext application) {
        context = application;
    }

    /** Starts with its application; lifecycles of all phases have started before. */
    @Override
    public void onApplicationEvent(ContextRefreshedEvent event) {
        if (event.getApplicationContext().equals(context)) { // not for the event of a child
            isRefreshed = true;
            if (settings.autoStartup()) {
                start();
            }
        }
    }

    @Override
    public boolean supportsAsyncExecution() {
        return false;
    }

    @Override
    public void start() {
        Run last = run;
        if (last != null && last.isStopping()) {
            last.await();
        }
        begin();
    }

    private synchronized void begin() {
        boolean isStandIn = node.id() == null; // a mock in a test, which delivers nothing
        isStarted = !isStandIn;
        if (isRunning() || isStandIn) {
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

    /** Fetches the handlers again, because they have changed; a running container uses them from the next message on. */
    public void refresh() {
        if (isStarted && !isRunning()) {
            start(); // there were no handlers when it was started
        }
        Run current = run;
        if (current != null) {
            // not the lock of a stop, which waits for handlers: one of them may have created a lazy listener
            synchronized (refreshing) {
                current.dispatch.setHandlers(source.get());
            }
        }
    }

    /**
     * Closes the node to messages until the next start, because the application shuts down: inbound messages are dropped and counted.
     * {@link #stop} waits for those already accepted.
     */
    public synchronized void takeNoMore() {
        Run current = run;
        if (current != null && !current.isStopping()) {
            requestReply.requests().close();
            current.takeNoMore();
        }
    }

    /** Stops, and waits for accepted messages, unless a handler calls it. */
    @Override
    public void stop() {
        Run current = end();
        if (current != null) {
            current.await();
        }
    }

    /** Stops, and calls back when accepted messages were handled or abandoned; immediately if a handler calls it. */
    @Override
    public void stop(Runnable callback) {
        Run current = end();
        if (current == null || current.isOwnHandler()) {
            callback.run();
        } else {
            var unused = current.stopped.thenRun(callback);
        }
    }

    private synchronized @Nullable Run end() {
        isStarted = false;
        Run current = run;
        if (current != null && !current.isStopping()) {
            requestReply.requests().close();
            current.stop();
        }
        return current;
    }

    @Override
    public boolean isRunning() {
        Run current = run;
        return current != null && !current.isStopping();
    }

    /** Returns whether it starts automatically: never before its application context is refreshed. */
    @Override
    public boolean isAutoStartup() {
        return settings.autoStartup() && isRefreshed;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }

    /** The time from a start to the stop after it. */
    private final class Run {
        private final MessageDispatch dispatch;
        private final MessageSubscription subscription;
        private final CompletableFuture<Void> stopped = new CompletableFuture<>();
        private boolean isLast;
        private volatile boolean isStopping;

        Run(MessageDispatch dispatch, MessageSubscription subscription) {
            this.dispatch = dispatch;
            this.subscription = subscription;
        }

        boolean isStopping() {
            return isStopping;
        }

        boolean isOwnHandler() {
            return CallbackThread.isCalledBy(dispatch);
        }

        void takeNoMore() {
            isLast = true;
            var unused = subscription.finish();
        }

        void stop() {
            isStopping = true;
            CompletableFuture<Void> drained = subscription.cancel();
            if (isLast && isOwnHandler()) { // the beans that handlers use are destroyed before this one returns
                dispatch.giveUp(drained);
                stopped.complete(null);
                return;
            }
            var unused = drained.thenCompose(none -> dispatch.drainQueues())
                    .thenCompose(none -> requestReply.replies().idle())
                    .orTimeout(settings.shutdownTimeout().toNanos(), TimeUnit.NANOSECONDS)
                    .whenComplete((none, failure) -> {
                        if (failure != null) {
                            giveUp(drained);
                        }
                        stopped.complete(null);
                    });
        }

        private void giveUp(CompletableFuture<Void> drained) {
            LOG.warn("Handlers did not finish within {}; interrupting them", settings.shutdownTimeout());
            dispatch.giveUp(drained);
            dispatch.interrupt();
        }

        /** Waits until the stop is over, unless a handler would wait for itself; an interrupt ends the wait and stays set. */
        void await() {
            if (isOwnHandler()) {
                return;
            }
            try {
                stopped.get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException e) {
                throw new IllegalStateException("A stop never fails", e);
            }
        }
    }
}
