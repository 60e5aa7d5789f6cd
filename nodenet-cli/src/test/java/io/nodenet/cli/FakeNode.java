package io.nodenet.cli;

import io.nodenet.ConfigurationException;
import io.nodenet.MediaUnsupportedException;
import io.nodenet.TransportException;
import io.nodenet.UnroutableException;
import io.nodenet.address.Endpoint;
import io.nodenet.fact.AnchorEntry;
import io.nodenet.fact.ClockSkew;
import io.nodenet.fact.ConnectFailedException;
import io.nodenet.fact.ConnectStep;
import io.nodenet.fact.ConnectStep.Outcome;
import io.nodenet.fact.ConnectStep.Stage;
import io.nodenet.fact.Connected;
import io.nodenet.fact.Limit;
import io.nodenet.fact.NodeEvent;
import io.nodenet.fact.PathKind;
import io.nodenet.fact.PeerIntroduction;
import io.nodenet.fact.UpkeepState;
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
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A node that writes down what it is asked for. */
final class FakeNode implements Node {
    /** The peer that cannot be reached. */
    static final NodeId UNREACHABLE = NodeId.parse("ff".repeat(32));

    /** The peer that never answers. */
    static final NodeId SILENT = NodeId.parse("ee".repeat(32));

    final List<String> calls = new CopyOnWriteArrayList<>();

    /** What happens to it as soon as it is started. */
    final List<NodeEvent> events = new ArrayList<>();

    /** How many sessions it relays for others at most. */
    int relaySessions;

    /** What is done while it starts. */
    Runnable onStart = () -> {};

    /** What keeps it from being started. */
    @Nullable
    String failure;

    /** What it knows of itself, instead of nothing. */
    UnaryOperator<NodeSnapshot> knowledge = UnaryOperator.identity();

    private final List<Consumer<NodeEvent>> subscribers = new ArrayList<>();
    private final NodeId id;

    FakeNode(NodeId id) {
        this.id = id;
    }

    @Override
    public NodeId id() {
        return id;
    }

    @Override
    public NodeState state() {
        return NodeState.RUNNING;
    }

    @Override
    public void start() {
        if (failure != null) {
            throw new TransportException(failure);
        }
        onStart.run();
        events.forEach(event -> subscribers.forEach(subscriber -> subscriber.accept(event)));
    }

    @Override
    public Endpoint endpoint() {
        return Endpoint.quic("127.0.0.1:4242");
    }

    @Override
    public MessageSubscription onMessage(Consumer<? super InboundMessage> receiver) {
        return new MessageSubscription() {
            @Override
            public CompletableFuture<Void> cancel() {
                return CompletableFuture.completedFuture(null);
            }

            @Override
            public CompletableFuture<Void> finish() {
                return cancel();
            }
        };
    }

    @Override
    public Flow.Publisher<InboundMessage> deliveries() {
        throw new AssertionError("The command line pulls no messages");
    }

    @Override
    public <E extends NodeEvent> EventSubscription on(Class<E> type, Consumer<? super E> consumer) {
        Consumer<NodeEvent> subscriber = event -> {
            if (type.isInstance(event)) {
                consumer.accept(type.cast(event));
            }
        };
        subscribers.add(subscriber);
        return () -> subscribers.remove(subscriber);
    }

    @Override
    public SendResult send(NodeId target, byte[] payload) {
        throw new AssertionError("The command line wants to know how many copies were sent");
    }

    @Override
    public CompletableFuture<Integer> sendReportingCopies(NodeId target, byte[] payload) {
        return answer("send " + HexFormat.of().formatHex(payload), target, 3);
    }

    @Override
    public ConnectOptions connectOptions() {
        return ConnectOptions.DEFAULT;
    }

    @Override
    public CompletableFuture<Void> sendDirect(NodeId peer, byte[] payload, ConnectOptions options) {
        String call = "direct " + options.timeout().toMillis() + " " + options.paths();
        if (peer.equals(UNREACHABLE)) {
            calls.add(call);
            return CompletableFuture.failedFuture(new ConnectFailedException(
                    peer, "no path", List.of(step(Stage.RENDEZVOUS, null, Outcome.FAILED, "no answer"))));
        }
        return answer(call, peer, null);
    }

    @Override
    public CompletableFuture<Connected> connect(NodeId peer, ConnectOptions options) {
        if (peer.equals(id)) {
            throw new ConfigurationException("the peer is this node itself");
        }
        String call = "connect " + options.timeout().toMillis() + " " + options.paths();
        if (peer.equals(UNREACHABLE)) {
            calls.add(call);
            return CompletableFuture.failedFuture(new ConnectFailedException(
                    peer, "no path", List.of(step(Stage.RENDEZVOUS, null, Outcome.FAILED, "no answer"))));
        }
        Endpoint remote = Endpoint.quic("192.0.2.7:4242");
        return answer(
                call,
                peer,
                new Connected(
                        peer,
                        PathKind.PUNCHED,
                        remote,
                        Duration.ofMillis(120),
                        List.of(step(Stage.PUNCH, remote, Outcome.SUCCEEDED, ""))));
    }

    private static ConnectStep step(Stage stage, @Nullable Endpoint endpoint, Outcome outcome, String detail) {
        return new ConnectStep(stage, endpoint, outcome, detail, Duration.ofMillis(3), Duration.ofMillis(45));
    }

    @Override
    public CompletableFuture<Void> sendSealed(NodeId peer, byte[] payload) {
        return answer("sealed", peer, null);
    }

    @Override
    public CompletableFuture<PeerIntroduction> rendezvous(NodeId peer, Duration timeout) {
        List<Endpoint> endpoints = List.of(Endpoint.quic("192.0.2.7:4242"));
        return answer("rendezvous", peer, new PeerIntroduction(peer, new byte[] {1}, new byte[] {2}, endpoints));
    }

    @Override
    public CompletableFuture<Duration> ping(NodeId peer) {
        return answer("ping", peer, Duration.ofNanos(1_234_567));
    }

    @Override
    public CompletableFuture<Void> drop(NodeId peer) {
        return answer("drop", peer, null);
    }

    private <T extends @Nullable Object> CompletableFuture<T> answer(String call, NodeId target, T value) {
        calls.add(call + ' ' + target.shortText());
        if (target.equals(SILENT)) {
            return new CompletableFuture<>();
        }
        return target.equals(UNREACHABLE)
                ? CompletableFuture.failedFuture(new UnroutableException("no edge"))
                : CompletableFuture.completedFuture(value);
    }

    @Override
    public void addAnchors(List<AnchorEntry> anchors) {
        if (anchors.stream().anyMatch(anchor -> anchor.id().equals(UNREACHABLE))) {
            throw new ConfigurationException("one of the anchors is refused");
        }
        anchors.forEach(anchor -> calls.add("anchor " + anchor.address()));
    }

    @Override
    public void keep(NodeId peer) {
        if (peer.equals(UNREACHABLE)) {
            throw new ConfigurationException("the limit of kept peers is reached");
        }
        calls.add("keep " + peer.shortText());
    }

    @Override
    public void stopKeeping(NodeId peer) {
        calls.add("stop-keeping " + peer.shortText());
    }

    @Override
    public void networkChanged() {
        calls.add("network-changed");
    }

    @Override
    public CompletableFuture<MediaSession> call(NodeId peer, ConnectOptions options) {
        calls.add("call " + peer.shortText());
        return peer.equals(UNREACHABLE)
                ? CompletableFuture.failedFuture(new MediaUnsupportedException("the peer has no media"))
                : new CompletableFuture<>();
    }

    @Override
    public EventSubscription onCall(Consumer<? super InboundCall> receiver) {
        return () -> {};
    }

    @Override
    public NodeSnapshot snapshot() {
        return knowledge.apply(new NodeSnapshot(
                id,
                NodeState.RUNNING,
                Duration.ZERO,
                0,
                NodeSnapshot.Addresses.NONE,
                NodeSnapshot.Connectivity.NONE,
                List.of(),
                UpkeepState.NONE,
                List.of(),
                ClockSkew.UNKNOWN,
                List.of(),
                Map.of(Limit.RELAY_SESSIONS, new NodeSnapshot.Usage(0, relaySessions)),
                NodeCounters.ZERO));
    }

    @Override
    public NodeCounters counters() {
        return NodeCounters.ZERO;
    }

    @Override
    public void close() {
        calls.add("close");
    }
}
