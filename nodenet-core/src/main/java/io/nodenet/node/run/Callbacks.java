package io.nodenet.node.run;

import io.nodenet.fact.CloseReason;
import io.nodenet.fact.ConnectivityPhase;
import io.nodenet.fact.ReflexiveAddress;
import io.nodenet.kad.NodeId;
import io.nodenet.node.EdgeAdmission;
import io.nodenet.node.EdgeSnapshot;
import io.nodenet.node.InboundMessage;
import io.nodenet.node.NodeListener;
import io.nodenet.node.NodeSettings;
import io.nodenet.node.core.port.DeliveryResult;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs application code off the loop: the message receiver, the listener, the edge admission policy. Thread-safe. */
public final class Callbacks {
    /** How many events wait for the listener; more are dropped, with a line in the log. */
    static final int MAX_PENDING_EVENTS = 4096;

    /** How many questions wait for the edge admission policy; more are refused by their deadline. */
    static final int MAX_PENDING_QUESTIONS = 512;

    private static final Logger LOG = LoggerFactory.getLogger(Callbacks.class);
    private static final long IDLE_SECONDS = 30;

    private final NodeListener listener;
    private final @Nullable EdgeAdmission admission;
    private final @Nullable ExecutorService ownExecutor;
    private final ExecutorService gates;
    private final ExecutorService listeners;
    private final long drainNanos;
    private final DeliveryQueue deliveries;
    private final SerialQueue<Runnable> events;

    public Callbacks(NodeId self, NodeSettings settings) {
        listener = settings.listener();
        admission = settings.edgeAdmission();
        Executor given = settings.applicationExecutor();
        if (given == null) {
            int threads = Runtime.getRuntime().availableProcessors();
            // Bounded by the queues below: each stripe has one task at most.
            ownExecutor = NodeThreads.pool(self, "application", threads, new LinkedBlockingQueue<>(), IDLE_SECONDS);
            given = ownExecutor;
        } else {
            ownExecutor = null;
        }
        gates = NodeThreads.pool(self, "admission", 1, new ArrayBlockingQueue<>(MAX_PENDING_QUESTIONS), IDLE_SECONDS);
        deliveries = new DeliveryQueue(given, settings.maxPendingMessages(), settings.maxPendingBytes());
        drainNanos = settings.drainTimeout().toNanos();
        // Bounded by the queue of events, which has one task at most.
        listeners = NodeThreads.pool(self, "listener", 1, new LinkedBlockingQueue<>(), IDLE_SECONDS);
        events = new SerialQueue<>(listeners, MAX_PENDING_EVENTS);
        events.consumer(Runnable::run);
    }

    DeliveryQueue deliveries() {
        return deliveries;
    }

    DeliveryResult deliver(InboundMessage message) {
        return deliveries.offer(message);
    }

    /** Asks the edge admission policy; {@code answer} is called on another thread, or never if too many questions wait. */
    void gate(NodeId peer, boolean outgoing, Consumer<Boolean> answer) {
        EdgeAdmission policy = admission;
        try {
            gates.execute(() -> answer.accept(policy == null || admits(policy, peer, outgoing)));
        } catch (RejectedExecutionException e) {
            LOG.debug("Too many peers wait for the edge admission policy: {} is refused", peer.shortText());
        }
    }

    void edgeUp(EdgeSnapshot edge) {
        if (edge.outgoing()) {
            LOG.info(
                    "Edge to {} at {} is up, outgoing",
                    edge.peer(),
                    edge.remote().text());
        } else {
            LOG.debug(
                    "Edge to {} at {} is up, inbound",
                    edge.peer(),
                    edge.remote().text());
        }
        tell(() -> listener.onEdgeUp(edge));
    }

    void edgeDown(NodeId peer, CloseReason reason) {
        LOG.debug("Edge to {} is gone: {}", peer, reason);
        tell(() -> listener.onEdgeDown(peer, reason));
    }

    void phase(ConnectivityPhase from, ConnectivityPhase to, int outgoingEdges) {
        LOG.info("Connectivity {} after {}, {} outgoing edges", to.label(), from.label(), outgoingEdges);
        tell(() -> listener.onPhase(from, to, outgoingEdges));
    }

    void reflexive(ReflexiveAddress address) {
        LOG.info("Seen from outside at {}, symmetric NAT: {}", address.endpoints(), address.symmetric());
        tell(() -> listener.onReflexiveAddress(address));
    }

    /** Waits until what was taken in is handed over, as long as the drain timeout allows, then ends the threads. */
    void close() {
        gates.shutdownNow();
        try {
            long deadline = System.nanoTime() + drainNanos;
            deliveries.awaitIdle(deadline);
            events.awaitIdle(deadline);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        long unhandled = deliveries.messageLimit().used();
        if (unhandled > 0) {
            LOG.warn("{} messages were taken in and not handled before the node ended", unhandled);
        }
        listeners.shutdown();
        if (ownExecutor != null) {
            ownExecutor.shutdown();
        }
    }

    private void tell(Runnable event) {
        if (!events.offer(event)) {
            LOG.warn("The node listener is too slow: more than {} events wait, one is dropped", MAX_PENDING_EVENTS);
        }
    }

    private static boolean admits(EdgeAdmission policy, NodeId peer, boolean outgoing) {
        try {
            return policy.admit(peer, outgoing);
        } catch (RuntimeException e) {
            LOG.warn("The edge admission policy threw for {}, which is refused", peer, e);
            return false;
        }
    }
}
