package io.nodenet.node.run;

import io.nodenet.BackpressureException;
import io.nodenet.ConfigurationException;
import io.nodenet.NodeStateException;
import io.nodenet.NodenetException;
import io.nodenet.PayloadTooLargeException;
import io.nodenet.address.Endpoint;
import io.nodenet.address.HostPort;
import io.nodenet.fact.AnchorEntry;
import io.nodenet.fact.Connected;
import io.nodenet.fact.NodeEvent;
import io.nodenet.fact.PeerIntroduction;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.media.MediaSession;
import io.nodenet.node.ConnectOptions;
import io.nodenet.node.EventSubscription;
import io.nodenet.node.InboundCall;
import io.nodenet.node.InboundMessage;
import io.nodenet.node.MessagePath;
import io.nodenet.node.MessageSubscription;
import io.nodenet.node.Node;
import io.nodenet.node.NodeCounters;
import io.nodenet.node.NodeSettings;
import io.nodenet.node.NodeSnapshot;
import io.nodenet.node.NodeState;
import io.nodenet.node.SendResult;
import io.nodenet.node.core.NodeCore;
import io.nodenet.node.core.port.CoreConfig;
import io.nodenet.node.core.port.Counts;
import io.nodenet.node.core.port.DeliveryResult;
import io.nodenet.node.core.port.Paths;
import io.nodenet.pow.ProofOfWork;
import io.nodenet.routed.Contact;
import io.nodenet.routed.RoutedSigning;
import io.nodenet.routed.SignedMessage;
import io.nodenet.transport.Transport;
import io.nodenet.wire.FrameType;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A {@link Node} over any transport: checks calls against the state, signs, and leaves the rest to the driver on the loop. */
public final class DefaultNode implements Node {
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);
    private static final long LEAVE_SECONDS = 2;
    private static final int PING_BYTES = 3;
    private static final int RENDEZVOUS_BYTES = 1_024; // four hellos of 200 bytes, signed
    private static final Duration MIN_TIMEOUT = Duration.ofMillis(1);

    private final NodeSettings settings;
    private final Identity identity;
    private final Transport transport;
    private final Callbacks callbacks;
    private final Submissions submissions;
    private final NodeDriver driver;
    private final SnapshotTaker snapshots;
    private final DropLog dropLog;
    private final PeerBookKeeper book;
    private final SentClock sentClock;
    private final AnchorIds anchorIds = new AnchorIds();
    private final Set<NodeId> keptPeers = new HashSet<>();
    private final CompletableFuture<@Nullable Void> closed = new CompletableFuture<>();
    private final LoopQuestion<NodeSnapshot> snapshot;
    private final Object lifecycle = new Object();
    private volatile long startedNanos;
    private volatile boolean bound;
    private volatile NodeState state = NodeState.NEW;

    public DefaultNode(NodeSettings settings, Transport transport) {
        this.settings = settings;
        this.identity = settings.identity();
        this.transport = transport;
        Counts counts = new Counts();
        SecureRandom secure = new SecureRandom();
        this.callbacks = new Callbacks(settings, counts.events());
        this.submissions = new Submissions(settings.submissionBudget());
        CoreConfig config = CoreConfig.of(identity, settings.difficulty())
                .maxInboundEdges(settings.maxInboundEdges())
                .targetEdges(settings.targetEdges())
                .gated(settings.edgeAdmission() != null)
                .selective(settings.addressDisclosure() != null)
                .consenting(settings.mediaConsent() != null)
                .rateLimited(settings.rateLimited())
                .advertised(
                        settings.advertised().stream().map(HostPort::toEndpoint).toList())
                .reflexiveQuorum(settings.reflexiveQuorum())
                .relaySessions(transport.canRelay() ? settings.relaySessions() : 0)
                .maxWaitingBytes(settings.maxWaitingBytes())
                .returning(!identity.isNew())
                .build();
        this.sentClock = new SentClock(transport.loop().time()::wallNanos, secure::nextLong);
        SplittableRandom random = new SplittableRandom(secure.nextLong());
        OwnKeys keys = new OwnKeys(identity, sentClock, transport.loop().time()::wallNanos);
        this.driver = new NodeDriver(transport, config, callbacks, submissions, counts, keys, random);
        this.snapshots = new SnapshotTaker(settings, transport, driver.core(), counts, callbacks, submissions);
        this.snapshot = new LoopQuestion<>(transport.loop(), this::takeSnapshot, "take a snapshot");
        driver.onFailure(this::fail);
        anchorIds.addAll(settings.anchors());
        this.dropLog = new DropLog(transport.loop(), counts);
        this.book = new PeerBookKeeper(
                settings.peerBook(), transport.loop(), driver.core()::contactsToKeep, PeerBookKeeper.disk(id()));
    }

    /** Refuses an anchor with which there can never be an edge. */
    public static void checkAnchor(AnchorEntry anchor, int difficulty) {
        if (!ProofOfWork.satisfies(anchor.id(), difficulty)) {
            throw new ConfigurationException("The anchor " + anchor + " has "
                    + anchor.id().leadingZeroBits() + " leading zero bits, but the difficulty is " + difficulty
                    + ": set the difficulty of the anchor's network");
        }
    }

    @Override
    public NodeId id() {
        return identity.nodeId();
    }

    @Override
    public NodeState state() {
        return state;
    }

    @Override
    public void start() {
        List<Contact> remembered;
        synchronized (lifecycle) {
            if (state != NodeState.NEW) {
                throw new NodeStateException(
                        "The node is " + state + " and can be started once only: build another one");
            }
            remembered = book.read();
            try {
                transport.start(driver.listener());
            } catch (NodenetException e) {
                shutDown();
                throw e;
            }
            startedNanos = now();
            bound = true;
            state = NodeState.RUNNING;
        }
        driver.start(withoutSelf(settings.anchors()), remembered, transport::localEndpoints);
        dropLog.start();
        book.start();
        if (settings.relaySessions() > 0 && !transport.canRelay()) {
            LOG.warn("This node does not relay for others: its transport cannot");
        }
        if (settings.difficulty() == 0) {
            LOG.warn("Proof of work is disabled (difficulty 0): identities are free and Sybil attacks are not limited");
        }
        callbacks.event(new NodeEvent.NodeStarted(id(), endpoint()));
    }

    @Override
    public void close() {
        if (transport.loop().inLoop()) {
            throw new NodeStateException("close() waits for the loop and must not be called on it");
        }
        boolean running;
        synchronized (lifecycle) {
            if (state == NodeState.STOPPING || hasEnded()) {
                running = false;
            } else {
                running = state == NodeState.RUNNING;
                state = NodeState.STOPPING;
                if (!running) {
                    shutDown();
                }
            }
        }
        if (running) {
            book.finish();
            if (!Waits.quietly(driver.leave(), LEAVE_SECONDS)) {
                LOG.debug("The node could not say goodbye in time");
            }
            shutDown();
        } else if (!callbacks.isCaller()) { // who closes the node may wait for this very receiver
            closed.join();
        }
    }

    @Override
    public Endpoint endpoint() {
        if (!bound) {
            throw new NodeStateException("The node was not started: no address is bound");
        }
        return transport.boundEndpoint();
    }

    @Override
    public MessageSubscription onMessage(Consumer<? super InboundMessage> receiver) {
        return callbacks.receivers().receive(receiver);
    }

    @Override
    public Flow.Publisher<InboundMessage> deliveries() {
        return callbacks.receivers().publisher();
    }

    @Override
    public <E extends NodeEvent> EventSubscription on(Class<E> type, Consumer<? super E> consumer) {
        return callbacks.events().subscribe(type, consumer);
    }

    @Override
    public SendResult send(NodeId target, byte[] payload) {
        requireRunning();
        requireSize(payload, MAX_MESSAGE_BYTES);
        if (target.equals(id())) {
            return deliverLocally(payload) ? SendResult.ACCEPTED : SendResult.FULL;
        }
        SendResult readiness = driver.readiness();
        if (readiness != SendResult.ACCEPTED) {
            return readiness;
        }
        if (!submissions.tryAcquire(payload.length)) {
            return SendResult.FULL;
        }
        driver.originate(sign(target, payload));
        return SendResult.ACCEPTED;
    }

    @Override
    public CompletableFuture<Integer> sendReportingCopies(NodeId target, byte[] payload) {
        requireRunning();
        requireSize(payload, MAX_MESSAGE_BYTES);
        if (target.equals(id())) {
            return deliverLocally(payload) ? CompletableFuture.completedFuture(1) : inboxFull();
        }
        SignedMessage message = sign(target, payload);
        return driver.originateReporting(message).thenApply(copies -> ((Long) copies).intValue());
    }

    private SignedMessage sign(NodeId target, byte[] payload) {
        return RoutedSigning.sign(identity, FrameType.ROUTE, target, sentClock.next(), payload.clone());
    }

    private boolean deliverLocally(byte[] payload) {
        return driver.deliver(id(), MessagePath.LOCAL, payload.clone()) == DeliveryResult.TAKEN;
    }

    private static <T> CompletableFuture<T> inboxFull() {
        return CompletableFuture.failedFuture(new BackpressureException(
                "Too many messages are pending, or the application takes no more as it ends"));
    }

    @Override
    public ConnectOptions connectOptions() {
        return settings.connectOptions();
    }

    @Override
    public CompletableFuture<Void> sendDirect(NodeId peer, byte[] payload, ConnectOptions options) {
        requireRunning();
        requireSize(payload, MAX_DIRECT_BYTES);
        if (peer.equals(id())) {
            return deliverLocally(payload) ? CompletableFuture.completedFuture(null) : inboxFull();
        }
        requireOtherPeer(peer);
        return driver.sendDirect(peer, payload.clone(), options).thenApply(bytes -> null);
    }

    @Override
    public CompletableFuture<Void> sendSealed(NodeId peer, byte[] payload) {
        requireRunning();
        requireSize(payload, MAX_SEALED_BYTES);
        if (peer.equals(id())) {
            return deliverLocally(payload) ? CompletableFuture.completedFuture(null) : inboxFull();
        }
        requireOtherPeer(peer);
        byte[] copy = payload.clone();
        long timeoutNanos = DEFAULT_RENDEZVOUS_TIMEOUT.toNanos();
        return driver.submit(copy.length, operation -> driver.core().sendSealed(operation, peer, copy, timeoutNanos))
                .thenApply(copies -> null);
    }

    @Override
    public CompletableFuture<Duration> ping(NodeId peer) {
        requireRunning();
        return driver.submit(PING_BYTES, operation -> driver.core().ping(operation, peer))
                .thenApply(nanos -> Duration.ofNanos((Long) nanos));
    }

    @Override
    public CompletableFuture<PeerIntroduction> rendezvous(NodeId peer, Duration timeout) {
        requireRunning();
        requireOtherPeer(peer);
        long timeoutNanos = ConfigurationException.requireTime("timeout", timeout, MIN_TIMEOUT)
                .toNanos();
        return driver.submit(RENDEZVOUS_BYTES, operation -> driver.core().rendezvous(operation, peer, timeoutNanos))
                .thenApply(PeerIntroduction.class::cast);
    }

    @Override
    public CompletableFuture<Connected> connect(NodeId peer, ConnectOptions options) {
        requireRunning();
        requireOtherPeer(peer);
        long timeoutNanos = options.timeout().toNanos();
        return driver.submitCancellable(
                Connected.class,
                operation -> driver.core().connect(operation, peer, paths(options), timeoutNanos),
                NodeCore::cancelConnect,
                connected -> {});
    }

    @Override
    public CompletableFuture<MediaSession> call(NodeId peer, ConnectOptions options) {
        requireRunning();
        requireOtherPeer(peer);
        long timeoutNanos = options.timeout().toNanos();
        return driver.submitCancellable(
                MediaSession.class,
                operation -> driver.core().calls().call(operation, peer, paths(options), timeoutNanos),
                (core, operation) -> core.calls().cancel(operation),
                MediaSession::close);
    }

    private static Paths paths(ConnectOptions options) {
        return new Paths(options.paths(), options.volunteers());
    }

    @Override
    public EventSubscription onCall(Consumer<? super InboundCall> receiver) {
        return callbacks.calls().subscribe(receiver);
    }

    @Override
    public CompletableFuture<Void> drop(NodeId peer) {
        requireRunning();
        return driver.submit(0, operation -> driver.core().drop(operation, peer))
                .thenApply(connections -> null);
    }

    @Override
    public void addAnchors(List<AnchorEntry> entries) {
        requireRunning();
        List<AnchorEntry> others = withoutSelf(entries);
        others.forEach(anchor -> checkAnchor(anchor, settings.difficulty()));
        if (!anchorIds.addAll(others)) {
            throw new ConfigurationException("The anchor limit (" + MAX_ANCHORS + ") is reached: "
                    + (others.size() == 1 ? others.get(0) + " was" : "none of " + others.size() + " anchors was")
                    + " added");
        }
        driver.addAnchors(others);
    }

    @Override
    public void keep(NodeId peer) {
        requireNotEnded();
        requireOtherPeer(peer);
        synchronized (keptPeers) { // the loop gets the calls in the order in which they were counted
            if (keptPeers.size() == MAX_KEPT_PEERS && !keptPeers.contains(peer)) {
                throw new ConfigurationException("The limit of kept peers (" + MAX_KEPT_PEERS + ") is reached, and "
                        + peer + " is one more: stop keeping another one first");
            }
            keptPeers.add(peer);
            driver.keep(peer);
        }
    }

    @Override
    public void stopKeeping(NodeId peer) {
        requireNotEnded();
        synchronized (keptPeers) {
            if (keptPeers.remove(peer)) {
                driver.stopKeeping(peer);
            }
        }
    }

    @Override
    public void networkChanged() {
        requireRunning();
        driver.networkChanged();
    }

    /** Returns the anchors that are other nodes: one list for all entry points of a network contains each of them. */
    private List<AnchorEntry> withoutSelf(List<AnchorEntry> entries) {
        List<AnchorEntry> others =
                entries.stream().filter(anchor -> !anchor.id().equals(id())).toList();
        if (others.size() < entries.size()) {
            LOG.info("This node is one of the anchors that it was given, and leaves itself out");
        }
        return others;
    }

    @Override
    public NodeSnapshot snapshot() {
        return hasEnded() ? takeSnapshot() : snapshot.ask();
    }

    @Override
    public NodeCounters counters() {
        return snapshots.counters();
    }

    private NodeSnapshot takeSnapshot() {
        return snapshots.take(state, bound ? Duration.ofNanos(now() - startedNanos) : Duration.ZERO, bound);
    }

    private boolean hasEnded() {
        return state == NodeState.CLOSED || state == NodeState.FAILED;
    }

    /** Ends the node because its loop cannot be relied on. Any thread; returns at once. */
    private void fail(Throwable cause) {
        Thread ending = new Thread(
                () -> {
                    synchronized (lifecycle) {
                        if (state != NodeState.RUNNING) {
                            return;
                        }
                        state = NodeState.FAILED;
                    }
                    LOG.error("The loop of node {} has failed: the node ends, build another one", id(), cause);
                    end(NodeState.FAILED, new NodeEvent.NodeFailed(id(), cause.toString()));
                },
                "nodenet-" + id().shortText() + "-failure");
        ending.setDaemon(true);
        ending.start();
    }

    private void shutDown() {
        end(NodeState.CLOSED, new NodeEvent.NodeStopped(id()));
    }

    private void end(NodeState last, NodeEvent event) {
        dropLog.stop();
        book.stop();
        driver.closePools();
        transport.close();
        snapshot.loopEnded();
        driver.failRest();
        callbacks.drain();
        state = last;
        if (bound) {
            callbacks.event(event);
        }
        callbacks.close();
        closed.complete(null);
    }

    private void requireNotEnded() {
        if (state == NodeState.STOPPING || hasEnded()) {
            throw new NodeStateException("The node is " + state + " and has no edges any more");
        }
    }

    /** Refuses this node itself, and a peer with which there can never be an edge (W-28, W-29). */
    private void requireOtherPeer(NodeId peer) {
        if (peer.equals(id())) {
            throw new ConfigurationException(peer + " is this node itself: name another peer");
        }
        if (!ProofOfWork.satisfies(peer, settings.difficulty())) {
            throw new ConfigurationException("The peer " + peer + " has " + peer.leadingZeroBits()
                    + " leading zero bits, but the difficulty is " + settings.difficulty()
                    + ": there can never be an edge to it");
        }
    }

    private void requireRunning() {
        if (state != NodeState.RUNNING) {
            throw new NodeStateException("The node is " + state + ", not RUNNING");
        }
    }

    private static void requireSize(byte[] payload, int limit) {
        if (payload.length > limit) {
            throw new PayloadTooLargeException("The payload has " + payload.length + " bytes, the limit is " + limit);
        }
    }

    private long now() {
        return transport.loop().time().nanos();
    }
}
