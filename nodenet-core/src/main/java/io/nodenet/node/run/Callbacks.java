package io.nodenet.node.run;

import io.nodenet.fact.NodeCounter;
import io.nodenet.fact.NodeEvent;
import io.nodenet.kad.NodeId;
import io.nodenet.metrics.EnumCounters;
import io.nodenet.metrics.Labels;
import io.nodenet.node.AddressDisclosure;
import io.nodenet.node.EdgeAdmission;
import io.nodenet.node.MediaConsent;
import io.nodenet.node.NodeSettings;
import io.nodenet.node.core.edge.PolicyQuestions;
import io.nodenet.node.core.port.Policy;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Runs application code off the loop: the receiver of messages, subscribers of events, receivers of calls and media, the policies. Thread-safe. */
public final class Callbacks {
    /** The maximum number of questions that wait for one policy; more are refused by their deadline. */
    static final int MAX_PENDING_QUESTIONS = 512;

    private static final Logger LOG = LoggerFactory.getLogger(Callbacks.class);
    private static final long IDLE_SECONDS = 30;

    private final Map<Policy, BiPredicate<NodeId, Boolean>> policies = new EnumMap<>(Policy.class);
    /** A thread for each policy, so that a slow one holds up no other. */
    private final Map<Policy, ExecutorService> questions = new EnumMap<>(Policy.class);
    /** Set on threads while they hand over a message or an event. */
    private final ThreadLocal<Boolean> handingOver = new ThreadLocal<>();

    private final @Nullable ExecutorService ownExecutor;
    private final ExecutorService listener;
    /** Apart from that of messages, so that no slow handler holds up a call. */
    private final ExecutorService mediaExecutor;

    private final LongSupplier nanoTime;
    private final long drainNanos;
    private final DeliveryQueue deliveries;
    private final Receivers receivers;
    private final CallDesk calls;
    private final EventQueue events;

    /**
     * Creates the threads, which start with their first task.
     *
     * @param counters counts the events that gave way to later ones
     */
    public Callbacks(NodeSettings settings, EnumCounters<NodeCounter> counters) {
        this(settings, counters, System::nanoTime);
    }

    Callbacks(NodeSettings settings, EnumCounters<NodeCounter> counters, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        NodeId self = settings.identity().nodeId();
        EdgeAdmission admission = settings.edgeAdmission();
        if (admission != null) {
            add(self, Policy.EDGE_ADMISSION, "admission", admission::admit);
        }
        AddressDisclosure disclosure = settings.addressDisclosure();
        if (disclosure != null) {
            add(self, Policy.ADDRESS_DISCLOSURE, "disclosure", disclosure::disclose);
        }
        MediaConsent consent = settings.mediaConsent();
        if (consent != null) {
            add(self, Policy.MEDIA_CONSENT, "consent", (peer, outbound) -> consent.mayCall(peer));
        }
        Executor given = settings.applicationExecutor();
        if (given == null) {
            int threads = Runtime.getRuntime().availableProcessors();
            // Bounded by the pending messages: each originator that has some has one task at most.
            ownExecutor = NodeThreads.pool(self, "application", threads, new LinkedBlockingQueue<>(), IDLE_SECONDS);
            given = ownExecutor;
        } else {
            ownExecutor = null;
        }
        Executor application = marking(given);
        deliveries = new DeliveryQueue(application, settings.maxPendingMessages(), settings.maxPendingBytes());
        receivers = new Receivers(deliveries, application);
        // Bounded by the calls that wait and the media sessions: each has one task at most.
        mediaExecutor = NodeThreads.pool(
                self, "media", Runtime.getRuntime().availableProcessors(), new LinkedBlockingQueue<>(), IDLE_SECONDS);
        calls = new CallDesk(mediaExecutor);
        drainNanos = settings.drainTimeout().toNanos();
        // Bounded by the queue of events, which has one task at most.
        listener = NodeThreads.pool(self, "listener", 1, new LinkedBlockingQueue<>(), IDLE_SECONDS);
        events = new EventQueue(marking(listener), settings.maxPendingEvents(), counters);
    }

    private Executor marking(Executor executor) {
        return task -> executor.execute(() -> {
            Boolean before = handingOver.get(); // an executor may run a task in the middle of another
            handingOver.set(true);
            try {
                task.run();
            } finally {
                if (before == null) {
                    handingOver.remove();
                }
            }
        });
    }

    /** Returns whether the caller is a receiver of messages or a subscriber of events, for whose return nothing it calls may wait. */
    boolean isCaller() {
        return handingOver.get() != null;
    }

    DeliveryQueue deliveries() {
        return deliveries;
    }

    Receivers receivers() {
        return receivers;
    }

    CallDesk calls() {
        return calls;
    }

    EventQueue events() {
        return events;
    }

    private void add(NodeId self, Policy policy, String thread, BiPredicate<NodeId, Boolean> asked) {
        policies.put(policy, asked);
        questions.put(
                policy,
                NodeThreads.pool(self, thread, 1, new ArrayBlockingQueue<>(MAX_PENDING_QUESTIONS), IDLE_SECONDS));
    }

    /**
     * Asks a policy, which there is; {@code answer} is called on another thread, or never if too many questions wait, or this one has waited for so
     * long that its answer would come too late.
     */
    void ask(Policy policy, NodeId peer, boolean outbound, Consumer<Boolean> answer) {
        BiPredicate<NodeId, Boolean> asked = Objects.requireNonNull(policies.get(policy));
        long sinceNanos = nanoTime.getAsLong();
        try {
            Objects.requireNonNull(questions.get(policy)).execute(() -> {
                if (nanoTime.getAsLong() - sinceNanos < PolicyQuestions.DEADLINE_NANOS) {
                    answer.accept(allows(policy, asked, peer, outbound));
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("Too many questions wait for the {} policy: {} is refused", Labels.of(policy), peer.shortText());
        }
    }

    /** Logs an event and queues it for its subscribers. */
    void event(NodeEvent event) {
        LOG.atLevel(level(event)).log(event::describe);
        events.add(event);
    }

    private static Level level(NodeEvent event) {
        if (event.needsAttention()) {
            return Level.WARN;
        }
        return event.isRoutine() ? Level.DEBUG : Level.INFO;
    }

    /** Waits until what was accepted is handled, as long as the drain timeout allows; for nothing if the caller would wait for itself. */
    void drain() {
        questions.values().forEach(ExecutorService::shutdownNow);
        try {
            receivers.close(deadline());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        long unhandled = deliveries.messages().used();
        if (unhandled > 0) {
            LOG.warn("{} accepted messages were not handled before shutdown", unhandled);
        }
    }

    private long deadline() {
        return System.nanoTime() + (isCaller() ? 0 : drainNanos);
    }

    /** Waits until events are handed over as {@link #drain} waits for messages, then ends the threads. */
    void close() {
        try {
            events.awaitIdle(deadline());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        listener.shutdown();
        mediaExecutor.shutdown();
        if (ownExecutor != null) {
            ownExecutor.shutdown();
        }
    }

    private static boolean allows(Policy policy, BiPredicate<NodeId, Boolean> asked, NodeId peer, boolean outbound) {
        try {
            return asked.test(peer, outbound);
        } catch (Throwable e) { // an Error is not an answer either
            LOG.warn("The {} policy threw for {}, which is refused", Labels.of(policy), peer, e);
            return false;
        }
    }
}
