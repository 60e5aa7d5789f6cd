package io.nodenet.spring.boot.autoconfigure;

import io.nodenet.NodeStateException;
import io.nodenet.address.Endpoint;
import io.nodenet.fact.AnchorEntry;
import io.nodenet.fact.Connected;
import io.nodenet.fact.NodeEvent;
import io.nodenet.fact.PeerIntroduction;
import io.nodenet.kad.NodeId;
import io.nodenet.media.MediaSession;
import io.nodenet.node.ConnectOptions;
import io.nodenet.node.EventSubscription;
import io.nodenet.node.InboundCall;
import io.nodenet.node.InboundMessage;
import io.nodenet.node.MessageSubscription;
import io.nodenet.node.Node;
import io.nodenet.node.NodeCounters;
import io.nodenet.node.NodeSnapshot;
import io.nodenet.node.NodeState;
import io.nodenet.node.SendResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A single {@link Node} for the lifetime of an application, although a node of the core runs only once: each start after a stop builds a
 * new one.
 *
 * <p>State survives a restart: the receiver, added anchors, and the peers whose edges are kept. Counters continue. Thread-safe.
 */
final class RestartableNode implements Node {
    private final NodeFactory factory;
    private final Map<NodeId, AnchorEntry> addedAnchors = new LinkedHashMap<>();
    private final Set<NodeId> keptPeers = new LinkedHashSet<>();
    private final List<EventRegistration> eventRegistrations = new ArrayList<>();
    private final Object lifecycle = new Object();
    private volatile Run run;
    private @Nullable Registration registration;

    /**
     * One run of the node.
     *
     * @param before the counters of all earlier runs
     */
    private record Run(Node node, NodeCounters before) {}

    RestartableNode(NodeFactory factory) {
        this.factory = factory;
        this.run = new Run(factory.build(List.of()), NodeCounters.ZERO);
    }

    @Override
    public NodeId id() {
        return factory.identity().nodeId();
    }

    @Override
    public NodeState state() {
        return run.node.state();
    }

    /** Starts the node, even after it was closed. */
    @Override
    public void start() {
        synchronized (lifecycle) {
            if (hasEnded(state())) {
                Node next = factory.build(addedAnchors());
                if (registration != null) {
                    registration.subscribe(next);
                }
                eventRegistrations.forEach(events -> events.subscribe(next));
                keptPeers.forEach(next::keep);
                run = new Run(next, counters());
            }
            run.node.start();
        }
    }

    private static boolean hasEnded(NodeState state) {
        return state == NodeState.CLOSED || state == NodeState.FAILED;
    }

    /** Closes the node as {@link Node} specifies; {@link #start} starts a new run. */
    @Override
    public void close() {
        run.node.close(); // without the lock: it waits for handlers, which may call this node
    }

    @Override
    public Endpoint endpoint() {
        return run.node.endpoint();
    }

    @Override
    public MessageSubscription onMessage(Consumer<? super InboundMessage> receiver) {
        synchronized (lifecycle) {
            if (registration != null) {
                throw new NodeStateException(
                        "A receiver of messages is already set: define NodenetMessageHandler beans, or set"
                                + " nodenet.events.messages=false and remove the listeners");
            }
            Registration made = new Registration(receiver);
            if (!hasEnded(run.node.state())) {
                made.subscribe(run.node);
            }
            registration = made;
            return made;
        }
    }

    /** The publisher of the current run; it completes when the run ends. */
    @Override
    public Flow.Publisher<InboundMessage> deliveries() {
        return run.node.deliveries();
    }

    @Override
    public <E extends NodeEvent> EventSubscription on(Class<E> type, Consumer<? super E> consumer) {
        return register(node -> node.on(type, consumer));
    }

    private EventSubscription register(Function<Node, EventSubscription> begin) {
        synchronized (lifecycle) {
            EventRegistration events = new EventRegistration(begin);
            events.subscribe(run.node);
            eventRegistrations.add(events);
            return events;
        }
    }

    @Override
    public CompletableFuture<MediaSession> call(NodeId peer, ConnectOptions options) {
        return run.node.call(peer, options);
    }

    @Override
    public EventSubscription onCall(Consumer<? super InboundCall> receiver) {
        return register(node -> node.onCall(receiver));
    }

    @Override
    public SendResult send(NodeId target, byte[] payload) {
        return run.node.send(target, payload);
    }

    @Override
    public CompletableFuture<Integer> sendReportingCopies(NodeId target, byte[] payload) {
        return run.node.sendReportingCopies(target, payload);
    }

    @Override
    public ConnectOptions connectOptions() {
        return run.node.connectOptions();
    }

    @Override
    public CompletableFuture<Void> sendDirect(NodeId peer, byte[] payload, ConnectOptions options) {
        return run.node.sendDirect(peer, payload, options);
    }

    @Override
    public CompletableFuture<Void> sendSealed(NodeId peer, byte[] payload) {
        return run.node.sendSealed(peer, payload);
    }

    @Override
    public CompletableFuture<PeerIntroduction> rendezvous(NodeId peer, Duration timeout) {
        return run.node.rendezvous(peer, timeout);
    }

    @Override
    public CompletableFuture<Connected> connect(NodeId peer, ConnectOptions options) {
        return run.node.connect(peer, options);
    }

    @Override
    public CompletableFuture<Duration> ping(NodeId peer) {
        return run.node.ping(peer);
    }

    @Override
    public CompletableFuture<Void> drop(NodeId peer) {
        return run.node.drop(peer);
    }

    @Override
    public void addAnchors(List<AnchorEntry> anchors) {
        run.node.addAnchors(anchors);
        synchronized (addedAnchors) {
            anchors.forEach(anchor -> addedAnchors.put(anchor.id(), anchor));
        }
    }

    @Override
    public void keep(NodeId peer) {
        synchronized (lifecycle) {
            run.node.keep(peer);
            keptPeers.add(peer);
        }
    }

    @Override
    public void stopKeeping(NodeId peer) {
        synchronized (lifecycle) {
            run.node.stopKeeping(peer);
            keptPeers.remove(peer);
        }
    }

    @Override
    public void networkChanged() {
        run.node.networkChanged();
    }

    private List<AnchorEntry> addedAnchors() {
        synchronized (addedAnchors) {
            return List.copyOf(addedAnchors.values());
        }
    }

    @Override
    public NodeSnapshot snapshot() {
        Run asked = run;
        NodeSnapshot snapshot = asked.node.snapshot();
        return snapshot.withCounters(asked.before.plus(snapshot.counters()));
    }

    @Override
    public NodeCounters counters() {
        Run asked = run;
        return asked.before.plus(asked.node.counters());
    }

    /** A subscription of events or calls, across all runs until it is cancelled. */
    private final class EventRegistration implements EventSubscription {
        private final Function<Node, EventSubscription> begin;
        private @Nullable EventSubscription subscription;

        EventRegistration(Function<Node, EventSubscription> begin) {
            this.begin = begin;
        }

        void subscribe(Node node) {
            subscription = begin.apply(node);
        }

        @Override
        public void cancel() {
            synchronized (lifecycle) {
                eventRegistrations.remove(this);
                if (subscription != null) {
                    subscription.cancel();
                }
            }
        }
    }

    /** The receiver of messages, across all runs until it is cancelled. */
    private final class Registration implements MessageSubscription {
        private final Consumer<? super InboundMessage> receiver;
        private CompletableFuture<Void> ended = new CompletableFuture<>();
        private @Nullable MessageSubscription subscription;

        Registration(Consumer<? super InboundMessage> receiver) {
            this.receiver = receiver;
        }

        void subscribe(Node node) {
            subscription = node.onMessage(receiver);
        }

        @Override
        public CompletableFuture<Void> cancel() {
            return end(MessageSubscription::cancel);
        }

        @Override
        public CompletableFuture<Void> finish() {
            return end(MessageSubscription::finish);
        }

        private CompletableFuture<Void> end(Function<MessageSubscription, CompletableFuture<Void>> way) {
            synchronized (lifecycle) {
                if (registration == this) {
                    registration = null;
                    MessageSubscription running = subscription;
                    ended = running == null ? CompletableFuture.completedFuture(null) : way.apply(running);
                }
                return ended;
            }
        }
    }
}
