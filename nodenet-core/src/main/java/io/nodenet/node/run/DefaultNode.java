package io.nodenet.node.run;

import io.nodenet.BackpressureException;
import io.nodenet.ConfigurationException;
import io.nodenet.NodeStateException;
import io.nodenet.NodenetException;
import io.nodenet.NodenetTimeoutException;
import io.nodenet.PayloadTooLargeException;
import io.nodenet.address.Endpoint;
import io.nodenet.address.HostPort;
import io.nodenet.fact.AnchorEntry;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.node.InboundMessage;
import io.nodenet.node.MessagePath;
import io.nodenet.node.MessageSubscription;
import io.nodenet.node.Node;
import io.nodenet.node.NodeSettings;
import io.nodenet.node.NodeSnapshot;
import io.nodenet.node.NodeState;
import io.nodenet.node.SendResult;
import io.nodenet.node.core.NodeCore;
import io.nodenet.node.core.port.CoreConfig;
import io.nodenet.node.core.port.DeliveryResult;
import io.nodenet.node.core.upkeep.AnchorResult;
import io.nodenet.pow.ProofOfWork;
import io.nodenet.routed.RoutedSigning;
import io.nodenet.routed.SignedMessage;
import io.nodenet.routing.EdgeTable;
import io.nodenet.transport.Transport;
import io.nodenet.wire.FrameType;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A {@link Node} over any transport: checks calls against the state, signs, and leaves the rest to the driver on the loop. */
public final class DefaultNode implements Node {
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);
    private static final long LEAVE_SECONDS = 2;
    private static final long SNAPSHOT_SECONDS = 5;
    private static final int PING_BYTES = 3;

    private final Identity identity;
    private final Transport transport;
    private final CoreConfig config;
    private final List<AnchorEntry> anchors;
    private final List<HostPort> advertised;
    private final Callbacks application;
    private final Submissions submissions;
    private final NodeDriver driver;
    private final DropLog dropLog;
    private final AtomicLong lastSentNanos = new AtomicLong(Long.MIN_VALUE);
    private final AtomicBoolean receiverSet = new AtomicBoolean();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private final Object lifecycle = new Object();
    private volatile long startedNanos;
    private volatile boolean bound;
    private volatile NodeState state = NodeState.NEW;

    public DefaultNode(NodeSettings settings, Transport transport) {
        this.identity = settings.identity();
        this.transport = transport;
        this.config = new CoreConfig(
                identity.nodeId(),
                settings.difficulty(),
                settings.maxInboundEdges(),
                settings.edgeAdmission() != null,
                settings.rateLimited(),
                true,
                CoreConfig.DEFAULT_DEDUPLICATION_CAPACITY);
        this.anchors = settings.anchors();
        this.advertised = settings.advertised();
        this.application = new Callbacks(identity.nodeId(), settings);
        this.submissions = new Submissions(settings.submissionBudget());
        SplittableRandom random = new SplittableRandom(new SecureRandom().nextLong());
        this.driver = new NodeDriver(transport, config, application, submissions, random);
        this.dropLog = new DropLog(transport.loop(), driver.core().drops());
    }

    /** Refuses an anchor with which there can never be an edge. */
    public static void checkAnchor(AnchorEntry anchor, NodeId self, int difficulty) {
        if (anchor.id().equals(self)) {
            throw new ConfigurationException("The anchor " + anchor + " is this node itself: remove it");
        }
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
        synchronized (lifecycle) {
            if (state != NodeState.NEW) {
                throw new NodeStateException(
                        "The node is " + state + " and can be started once only: build another one");
            }
            try {
                transport.start(driver);
            } catch (NodenetException e) {
                shutDown();
                throw e;
            }
            startedNanos = driver.now();
            bound = true;
            state = NodeState.RUNNING;
        }
        driver.onLoop(() -> {
            NodeCore core = driver.core();
            for (AnchorEntry anchor : anchors) {
                core.addAnchor(anchor, driver.now());
            }
            core.start(driver.now());
        });
        dropLog.start();
        if (config.difficulty() == 0) {
            LOG.warn("The difficulty is 0: anybody can be any number of nodes of this network");
        }
        LOG.info("Node {} runs at {}, difficulty {}", id(), endpoint().text(), config.difficulty());
    }

    @Override
    public void close() {
        if (transport.loop().inLoop()) {
            throw new NodeStateException("close() waits for the loop and must not be called on it");
        }
        boolean running;
        synchronized (lifecycle) {
            if (state == NodeState.STOPPING || state == NodeState.CLOSED) {
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
            awaitQuietly(driver.leave(), LEAVE_SECONDS);
            shutDown();
            LOG.info("Node {} has stopped", id());
        } else {
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
        if (receiverSet.getAndSet(true)) {
            throw new NodeStateException("A receiver of messages was set already");
        }
        application.deliveries().receiver(receiver);
        return new Subscription();
    }

    /** The one receiver of messages that there may be. */
    private final class Subscription implements MessageSubscription {
        private @Nullable CompletableFuture<Void> ended;

        @Override
        public CompletableFuture<Void> cancel() {
            return end(false);
        }

        @Override
        public CompletableFuture<Void> finish() {
            return end(true);
        }

        private synchronized CompletableFuture<Void> end(boolean closing) {
            CompletableFuture<Void> begun = ended;
            if (begun == null) {
                begun = application.deliveries().release(closing).thenRun(() -> receiverSet.set(false));
                ended = begun;
            }
            return begun;
        }
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
    public CompletableFuture<Integer> launch(NodeId target, byte[] payload) {
        requireRunning();
        requireSize(payload, MAX_MESSAGE_BYTES);
        if (target.equals(id())) {
            return deliverLocally(payload) ? CompletableFuture.completedFuture(1) : inboxFull();
        }
        SignedMessage message = sign(target, payload);
        return driver.submit(payload.length, operation -> driver.launch(operation, message))
                .thenApply(Long::intValue);
    }

    private SignedMessage sign(NodeId target, byte[] payload) {
        return RoutedSigning.sign(identity, FrameType.ROUTE, target, nextSentNanos(), payload.clone());
    }

    private boolean deliverLocally(byte[] payload) {
        return driver.deliver(id(), MessagePath.LOCAL, payload.clone()) == DeliveryResult.TAKEN;
    }

    private static <T> CompletableFuture<T> inboxFull() {
        return CompletableFuture.failedFuture(
                new BackpressureException("The queue of deliveries is full, or closed as the application ends"));
    }

    @Override
    public CompletableFuture<Void> sendDirect(NodeId peer, byte[] payload) {
        requireRunning();
        requireSize(payload, MAX_DIRECT_BYTES);
        if (peer.equals(id())) {
            return deliverLocally(payload) ? CompletableFuture.completedFuture(null) : inboxFull();
        }
        byte[] copy = payload.clone();
        return driver.submit(copy.length, operation -> driver.core().sendDirect(operation, peer, copy, driver.now()))
                .thenApply(bytes -> null);
    }

    @Override
    public CompletableFuture<Duration> ping(NodeId peer) {
        requireRunning();
        return driver.submit(PING_BYTES, operation -> driver.core().ping(operation, peer, driver.now()))
                .thenApply(Duration::ofNanos);
    }

    @Override
    public CompletableFuture<Void> drop(NodeId peer) {
        requireRunning();
        return driver.submit(0, operation -> driver.core().drop(operation, peer, driver.now()))
                .thenApply(connections -> null);
    }

    @Override
    public void addAnchor(AnchorEntry anchor) {
        requireRunning();
        checkAnchor(anchor, id(), config.difficulty());
        AnchorResult result = await(
                CompletableFuture.supplyAsync(() -> driver.core().addAnchor(anchor, driver.now()), driver::onLoop),
                "add an anchor");
        if (result == AnchorResult.FULL) {
            throw new ConfigurationException("There are as many anchors as may be: " + anchor + " was not added");
        }
    }

    @Override
    public NodeSnapshot snapshot() {
        if (state == NodeState.CLOSED) {
            return takeSnapshot();
        }
        return await(CompletableFuture.supplyAsync(this::takeSnapshot, transport.loop()), "take a snapshot");
    }

    private NodeSnapshot takeSnapshot() {
        NodeCore core = driver.core();
        EdgeTable edges = core.edges();
        int outgoing = edges.outgoingCount();
        return new NodeSnapshot(
                id(),
                state,
                bound ? Duration.ofNanos(driver.now() - startedNanos) : Duration.ZERO,
                config.difficulty(),
                bound ? transport.boundEndpoint() : Endpoint.UNKNOWN,
                bound ? endpoints() : List.of(),
                core.reflexive(),
                edges.phase(),
                outgoing,
                edges.size() - outgoing,
                Snapshots.edges(edges, driver.now()),
                Snapshots.anchors(core.anchors()),
                limits(edges.size() - outgoing),
                Snapshots.events(core.counters()),
                Snapshots.drops(core.drops()),
                Snapshots.byName(transport.counters()),
                transport.loop().turns());
    }

    private Map<String, NodeSnapshot.Limit> limits(int inbound) {
        Map<String, NodeSnapshot.Limit> limits = new LinkedHashMap<>();
        limits.put("inbound-edges", new NodeSnapshot.Limit(inbound, config.maxInboundEdges()));
        limits.put("pending-messages", application.deliveries().messageLimit());
        limits.put("pending-bytes", application.deliveries().byteLimit());
        limits.put("submission-bytes", submissions.limit());
        limits.put(
                "verifications",
                new NodeSnapshot.Limit(driver.core().verificationsUnderWay(), NodeCore.MAX_VERIFICATIONS));
        return Collections.unmodifiableMap(limits);
    }

    private List<Endpoint> endpoints() {
        List<Endpoint> endpoints = new ArrayList<>();
        advertised.forEach(address -> endpoints.add(address.toEndpoint()));
        for (Endpoint local : transport.localEndpoints()) {
            if (!endpoints.contains(local)) {
                endpoints.add(local);
            }
        }
        return List.copyOf(endpoints);
    }

    private void shutDown() {
        dropLog.stop();
        driver.closePools();
        transport.close();
        application.close();
        state = NodeState.CLOSED;
        closed.complete(null);
    }

    /** Answers a time that no earlier message of this node carries: equal times would make equal messages one (W-06). */
    private long nextSentNanos() {
        long wall = transport.loop().time().wallNanos();
        return lastSentNanos.updateAndGet(last -> Math.max(wall, last + 1));
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

    private static <T> T await(CompletableFuture<T> future, String what) {
        try {
            return future.get(SNAPSHOT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NodenetTimeoutException("Interrupted while waiting to " + what, e);
        } catch (TimeoutException e) {
            throw new NodenetTimeoutException("The node did not " + what + " in time", e);
        } catch (ExecutionException e) {
            throw new NodeStateException("The node could not " + what, e);
        }
    }

    private static void awaitQuietly(CompletableFuture<Void> future, long seconds) {
        try {
            future.get(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | ExecutionException e) {
            LOG.debug("The node could not say goodbye in time", e);
        }
    }
}
