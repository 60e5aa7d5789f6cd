package io.nodenet.spring.boot.autoconfigure;

import io.nodenet.fact.CloseReason;
import io.nodenet.fact.ConnectivityPhase;
import io.nodenet.fact.ReflexiveAddress;
import io.nodenet.kad.NodeId;
import io.nodenet.node.EdgeSnapshot;
import io.nodenet.node.NodeListener;
import io.nodenet.spring.boot.event.ConnectivityPhaseChangedEvent;
import io.nodenet.spring.boot.event.NodenetEvent;
import io.nodenet.spring.boot.event.PeerConnectedEvent;
import io.nodenet.spring.boot.event.PeerDisconnectedEvent;
import io.nodenet.spring.boot.event.ReflexiveAddressChangedEvent;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;

/**
 * Publishes the events of a node from one thread, in order. Peers cause events at will, so few may wait: when the queue is full, the oldest
 * of the same type gives way to the new one, or else the oldest of all. Thread-safe.
 */
public final class NodenetEventPublisher implements NodeListener {
    private static final Logger LOG = LoggerFactory.getLogger(NodenetEventPublisher.class);
    private static final long STOP_SECONDS = 5;

    private final ApplicationEventPublisher publisher;
    private final boolean enabled;
    private final int capacity;
    private final ArrayDeque<NodenetEvent> waiting = new ArrayDeque<>();
    private final AtomicLong dropped = new AtomicLong();
    private @Nullable Thread thread;
    private boolean stopping;

    /**
     * Makes a publisher without its thread.
     *
     * @param capacity how many events may wait, 1 at least
     */
    NodenetEventPublisher(ApplicationEventPublisher publisher, boolean enabled, int capacity) {
        this.publisher = publisher;
        this.enabled = enabled;
        this.capacity = capacity;
    }

    /** Starts the thread, unless it runs or events are switched off. */
    synchronized void start() {
        if (enabled && thread == null) {
            stopping = false;
            Thread started = new Thread(this::run, "nodenet-events");
            started.setDaemon(true);
            thread = started;
            started.start();
        }
    }

    /** Publishes what waits and ends the thread; 5 seconds at most. */
    void stop() {
        Thread ending;
        synchronized (this) {
            ending = thread;
            stopping = true;
            notifyAll();
        }
        if (ending == null) {
            return;
        }
        try {
            ending.join(TimeUnit.SECONDS.toMillis(STOP_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (ending.isAlive()) {
            ending.interrupt();
        }
    }

    /** Adds an event; never blocks. */
    synchronized void publish(NodenetEvent event) {
        if (!enabled) {
            return;
        }
        if (waiting.size() == capacity) {
            makeRoom(event.getClass());
            dropped.incrementAndGet();
        }
        waiting.add(event);
        notifyAll();
    }

    /** Answers how many events gave way to later ones. */
    public long dropped() {
        return dropped.get();
    }

    private void makeRoom(Class<?> type) {
        for (Iterator<NodenetEvent> oldest = waiting.iterator(); oldest.hasNext(); ) {
            if (oldest.next().getClass() == type) {
                oldest.remove();
                return;
            }
        }
        waiting.remove();
    }

    private void run() {
        try {
            for (NodenetEvent event = next(); event != null; event = next()) {
                publishNow(event);
            }
        } catch (InterruptedException e) {
            LOG.debug("The publisher of events was interrupted", e);
        }
        synchronized (this) {
            thread = null;
        }
    }

    /** Answers the next event, or null once the publisher stops and nothing waits. */
    private synchronized @Nullable NodenetEvent next() throws InterruptedException {
        while (waiting.isEmpty() && !stopping) {
            wait();
        }
        return waiting.poll();
    }

    private void publishNow(NodenetEvent event) {
        try {
            publisher.publishEvent(event);
        } catch (RuntimeException e) {
            LOG.warn("A listener of {} threw", event.getClass().getSimpleName(), e);
        }
    }

    @Override
    public void onEdgeUp(EdgeSnapshot edge) {
        publish(new PeerConnectedEvent(edge));
    }

    @Override
    public void onEdgeDown(NodeId peer, CloseReason reason) {
        publish(new PeerDisconnectedEvent(peer, reason));
    }

    @Override
    public void onPhase(ConnectivityPhase from, ConnectivityPhase to, int outgoingEdges) {
        publish(new ConnectivityPhaseChangedEvent(from, to, outgoingEdges));
    }

    @Override
    public void onReflexiveAddress(ReflexiveAddress address) {
        publish(new ReflexiveAddressChangedEvent(address));
    }
}
