package io.nodenet.test.spring;

import io.nodenet.NodeStateException;
import io.nodenet.address.Endpoint;
import io.nodenet.fact.AnchorEntry;
import io.nodenet.fact.Limit;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.node.EdgeSnapshot;
import io.nodenet.node.Node;
import io.nodenet.node.NodeSnapshot;
import io.nodenet.node.NodeState;
import io.nodenet.test.simulation.SimulatedNode;
import io.nodenet.test.simulation.SimulatedOverlay;
import io.nodenet.transport.Transport;
import io.nodenet.transport.memory.HostProfile;
import io.nodenet.transport.memory.HostTransport;
import io.nodenet.transport.memory.MediaLinkProfile;
import io.nodenet.transport.memory.NatProfile;
import io.nodenet.transport.memory.NetworkThread;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The in-memory network around the application under test: simulated peers, partitions, and time. All methods can be called from any thread
 * except the node's loop, and throw an {@code AssertionError} if anything in the network has failed before, such as an invariant of a peer.
 *
 * <p><b>Time.</b> The network runs on its own thread, in a virtual time that follows the real clock. {@link #advance} moves it forward:
 * everything that the nodes do in that time happens immediately and in the right order. The threads of the application, its handlers, its
 * schedulers and {@code Instant.now()} are not part of this time, so a test is not deterministic, unlike those of {@link SimulatedOverlay}.
 *
 * <p><b>Lifecycle.</b> The network lives as long as the application context and is shared by all tests that share the context. Peers live
 * until they are closed or killed; {@link #reset} ends all of them and restores all links. Identities are the same in each run.
 */
public final class TestNodenetNetwork {
    /** The maximum number of concurrent peers, which equals the default limit of inbound edges of a node. */
    public static final int MAX_PEERS = 256;

    /** The longest wait of the waiting methods, in real time. */
    static final Duration PATIENCE = Duration.ofSeconds(20);

    /**
     * The step by which time advances before the application gets a chance to answer; well below the 30 s for which a message stays fresh.
     */
    private static final Duration STRIDE = Duration.ofSeconds(5);

    /** The longest total wait of {@link #advance} for the application to handle its messages. */
    private static final Duration COURTESY = Duration.ofSeconds(5);

    private static final long POLL_NANOS = Duration.ofMillis(1).toNanos();
    private static final long SEED = 1;

    private final SimulatedOverlay overlay;
    private final NetworkThread thread;
    private volatile Supplier<@Nullable Node> application;
    private volatile Supplier<List<Node>> nodes;
    private final Map<NodeId, Endpoint> endpoints = new HashMap<>();
    private final Set<TestNodenetPeer> peers = new LinkedHashSet<>();
    private final Set<MediaDirection> mediaLinks = new LinkedHashSet<>();

    /** A direction in which datagrams of media sessions are impaired. */
    private record MediaDirection(NodeId from, NodeId to) {}

    /**
     * Creates a network without peers.
     *
     * @param application returns the node of the application, null if it has none; not called before the first peer is added
     * @param nodes returns all nodes of the application
     */
    TestNodenetNetwork(int difficulty, Supplier<@Nullable Node> application, Supplier<List<Node>> nodes) {
        this.overlay = SimulatedOverlay.seed(SEED)
                .difficulty(difficulty)
                .wallClock(Instant.now())
                .build();
        this.application = application;
        this.nodes = nodes;
        this.thread = new NetworkThread(overlay.time());
    }

    /** Returns an identity that satisfies the difficulty. */
    Identity mint() {
        return call(overlay::mint);
    }

    /** Returns a transport for a node of the application, always at the same address. */
    Transport host(Identity identity) {
        NodeId id = identity.nodeId();
        return call(() -> {
            Endpoint endpoint = endpoints.computeIfAbsent(id, first -> overlay.newEndpoint());
            return new HostTransport(thread, overlay.network().transport(id, endpoint));
        });
    }

    /** Returns the ID of the application's node. */
    public NodeId applicationId() {
        return application().id();
    }

    /**
     * Adds a peer that dials the application, and waits until both have the edge.
     *
     * @throws NodeStateException if the application has no node, or it is not running
     * @throws IllegalStateException if there already are {@value #MAX_PEERS} peers
     * @throws AssertionError if there is no edge after 20 seconds of real time, for example because an {@code EdgeAdmission} refuses it
     */
    public TestNodenetPeer addPeer() {
        return addPeer(PATIENCE);
    }

    /**
     * Adds a peer that is behind a NAT of a given kind and dials the application, and waits until both have the edge. The application sees
     * the external address of the NAT, whose filtering depends on its kind; see {@link NatProfile}.
     *
     * @throws NodeStateException if the application has no node, or it is not running
     * @throws IllegalStateException if there already are {@value #MAX_PEERS} peers
     * @throws AssertionError if there is no edge after 20 seconds of real time, as behind {@link NatProfile#UDP_BLOCKED}
     */
    public TestNodenetPeer addPeer(NatProfile nat) {
        Node node = runningApplication();
        return join(() -> add(node, List.of(), nat), node, List.of(), PATIENCE);
    }

    /**
     * Adds a peer with an identity that the test has created, so that the application can know it in advance, and waits until both have the
     * edge.
     *
     * @param identity satisfies the difficulty of the network, and is not used by another peer
     * @throws NodeStateException if the application has no node, or it is not running
     * @throws IllegalStateException if there already are {@value #MAX_PEERS} peers
     * @throws AssertionError if there is no edge after 20 seconds of real time
     */
    public TestNodenetPeer addPeer(Identity identity) {
        Node node = runningApplication();
        return join(() -> add(node, List.of(), NatProfile.NONE, identity), node, List.of(), PATIENCE);
    }

    /**
     * Adds a peer that dials one of several nodes of the application, and waits until both have the edge.
     *
     * @throws NodeStateException if the node is not running
     * @throws IllegalStateException if there already are {@value #MAX_PEERS} peers
     * @throws AssertionError if there is no edge after 20 seconds of real time
     */
    public TestNodenetPeer addPeer(Node node) {
        Node running = running(node);
        return join(() -> add(running, List.of(), NatProfile.NONE), running, List.of(), PATIENCE);
    }

    TestNodenetPeer addPeer(Duration patience) {
        Node node = runningApplication();
        return join(() -> add(node, List.of(), NatProfile.NONE), node, List.of(), patience);
    }

    /**
     * Adds a peer that dials other peers but not the application, which it reaches through them, and waits until the edges exist.
     *
     * @throws IllegalStateException if there already are {@value #MAX_PEERS} peers
     * @throws AssertionError if there are no edges after 20 seconds of real time
     */
    public TestNodenetPeer addPeer(TestNodenetPeer neighbour, TestNodenetPeer... more) {
        List<TestNodenetPeer> neighbours = new ArrayList<>(List.of(more));
        neighbours.add(0, neighbour);
        return join(() -> add(null, neighbours, NatProfile.NONE), null, neighbours, PATIENCE);
    }

    /**
     * Adds peers that have edges to the application and to each other, and waits until all edges exist.
     *
     * @throws NodeStateException if the application has no node, or it is not running
     * @throws IllegalStateException if there would be more than {@value #MAX_PEERS} peers
     * @throws AssertionError if an edge is missing after 20 seconds of real time
     */
    public List<TestNodenetPeer> addPeers(int count) {
        Node node = runningApplication();
        List<TestNodenetPeer> added = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<TestNodenetPeer> others = List.copyOf(added);
            added.add(join(() -> add(node, others, NatProfile.NONE), node, others, PATIENCE));
        }
        return List.copyOf(added);
    }

    private TestNodenetPeer join(
            Supplier<TestNodenetPeer> newPeer,
            @Nullable Node node,
            List<TestNodenetPeer> neighbours,
            Duration patience) {
        TestNodenetPeer peer = call(newPeer);
        try {
            await(
                    () -> isJoined(peer, node, neighbours),
                    patience,
                    () -> peer + " lacks an edge to a node that it dialed: check whether an EdgeAdmission refuses it");
        } catch (AssertionError e) {
            remove(peer);
            throw e;
        }
        return peer;
    }

    /** Adds a peer without waiting for its edges. Network thread only. */
    TestNodenetPeer add(@Nullable Node node, List<TestNodenetPeer> neighbours, NatProfile nat) {
        return add(node, neighbours, nat, overlay.mint());
    }

    private TestNodenetPeer add(
            @Nullable Node node, List<TestNodenetPeer> neighbours, NatProfile nat, Identity identity) {
        if (peers.size() == MAX_PEERS) {
            throw new IllegalStateException("The network already has " + MAX_PEERS + " peers: close some, or reset it");
        }
        SimulatedNode[] anchors = neighbours.stream().map(TestNodenetPeer::node).toArray(SimulatedNode[]::new);
        SimulatedNode added = overlay.addNode(identity, new HostProfile().withNat(nat), anchors);
        if (node != null) {
            added.addAnchor(AnchorEntry.parse(node.id() + "@" + node.endpoint().text()));
        }
        TestNodenetPeer peer = new TestNodenetPeer(this, added);
        peers.add(peer);
        return peer;
    }

    private boolean isJoined(TestNodenetPeer peer, @Nullable Node node, List<TestNodenetPeer> neighbours) {
        boolean atApplication = node == null
                || peer.hasEdgeTo(node.id())
                        && node.snapshot().connectivity().edges().stream()
                                .anyMatch(edge -> edge.peer().equals(peer.id()));
        return atApplication
                && neighbours.stream()
                        .allMatch(neighbour -> peer.hasEdgeTo(neighbour.id()) && neighbour.hasEdgeTo(peer.id()));
    }

    /** Returns the peers that were neither closed nor killed, in the order in which they were added. */
    public List<TestNodenetPeer> peers() {
        return call(() -> List.copyOf(peers));
    }

    /**
     * Cuts these peers off from the application and from all other current peers. Data in flight waits until {@link #heal}, as long as the
     * connection lives; a node that is restarted meanwhile is reachable.
     */
    public void partition(TestNodenetPeer... side) {
        Set<NodeId> outside = new LinkedHashSet<>();
        nodes.get().forEach(node -> outside.add(node.id()));
        run(() -> {
            peers.forEach(peer -> outside.add(peer.id()));
            for (TestNodenetPeer peer : side) {
                outside.remove(peer.id());
            }
            for (TestNodenetPeer peer : side) {
                outside.forEach(other -> overlay.network().partition(peer.id(), other));
            }
        });
    }

    /**
     * Sets the loss, jitter and bandwidth of one direction for datagrams of media sessions, until {@link #reset}. Datagrams in flight are
     * not affected.
     *
     * @param from the sending peer or application
     * @param to the receiving peer or application
     */
    public void mediaLink(NodeId from, NodeId to, MediaLinkProfile profile) {
        run(() -> {
            overlay.network().mediaLink(from, to, profile);
            mediaLinks.add(new MediaDirection(from, to));
        });
    }

    /** Restores all links: waiting data is delivered, and peers dial again within half a minute of virtual time. */
    public void heal() {
        run(() -> overlay.network().healAll());
    }

    /**
     * Advances the time of the network. Every 5 seconds of virtual time, it waits until the application has handled its messages, for at
     * most 5 seconds of real time in total.
     *
     * @throws IllegalArgumentException if the duration is negative
     */
    public void advance(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("Cannot advance time by a negative duration: " + duration);
        }
        long deadline = System.nanoTime() + COURTESY.toNanos();
        Duration left = duration;
        while (!left.isZero()) {
            Duration stride = left.compareTo(STRIDE) < 0 ? left : STRIDE;
            thread.advance(stride);
            thread.check();
            letApplicationAnswer(deadline);
            left = left.minus(stride);
        }
    }

    private void letApplicationAnswer(long deadlineNanos) {
        for (Node node : nodes.get()) {
            while (node.state() == NodeState.RUNNING && hasWork(node) && System.nanoTime() - deadlineNanos < 0) {
                LockSupport.parkNanos(POLL_NANOS);
            }
        }
    }

    private static boolean hasWork(Node node) {
        Map<Limit, NodeSnapshot.Usage> limits = node.snapshot().limits();
        return isUsed(limits.get(Limit.VERIFICATIONS)) || isUsed(limits.get(Limit.PENDING_MESSAGES));
    }

    private static boolean isUsed(NodeSnapshot.@Nullable Usage usage) {
        return usage != null && usage.used() > 0;
    }

    /**
     * Waits until a condition holds, which is checked every millisecond on the calling thread.
     *
     * @throws AssertionError if it does not hold after 20 seconds of real time
     */
    public void await(BooleanSupplier condition) {
        await(condition, PATIENCE);
    }

    /**
     * Waits until a condition holds, which is checked every millisecond on the calling thread.
     *
     * @param limit the longest wait, in real time
     * @throws AssertionError if it does not hold by then
     */
    public void await(BooleanSupplier condition, Duration limit) {
        await(condition, limit, () -> "The condition did not hold within " + limit);
    }

    void await(BooleanSupplier condition, Duration limit, Supplier<String> complaint) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            thread.check();
            if (System.nanoTime() - deadline >= 0 || Thread.currentThread().isInterrupted()) {
                throw new AssertionError(complaint.get());
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    /** Ends all peers, closes their edges and restores all links, so that the next test begins with the application alone. */
    public void reset() {
        peers().forEach(this::remove);
        heal();
        clearMediaLinks();
        nodes.get().stream().filter(node -> node.state() == NodeState.RUNNING).forEach(this::breakEdges);
    }

    private void breakEdges(Node node) {
        List<EdgeSnapshot> edges = node.snapshot().connectivity().edges();
        run(() -> edges.forEach(edge -> overlay.network().breakConnections(node.id(), edge.peer())));
        await(() -> node.snapshot().connectivity().edges().isEmpty());
    }

    private void clearMediaLinks() {
        run(() -> {
            mediaLinks.forEach(link -> overlay.network().mediaLink(link.from, link.to, MediaLinkProfile.CLEAR));
            mediaLinks.clear();
        });
    }

    void remove(TestNodenetPeer peer) {
        run(() -> {
            overlay.remove(peer.node());
            peers.remove(peer);
        });
    }

    /** Runs a task on the network thread. */
    void run(Runnable task) {
        call(() -> {
            task.run();
            return true;
        });
    }

    /** Runs a task on the network thread and returns its result. */
    <T> T call(Supplier<T> task) {
        T result = thread.call(task);
        thread.check();
        return result;
    }

    private Node application() {
        Node node = application.get();
        if (node == null) {
            throw new NodeStateException("The application has no node: check that nodenet.enabled is not false");
        }
        return node;
    }

    private Node runningApplication() {
        return running(application());
    }

    private static Node running(Node node) {
        if (node.state() != NodeState.RUNNING) {
            throw new NodeStateException("The node of the application is " + node.state() + ": start it first");
        }
        return node;
    }

    /**
     * Ends all peers and the thread, and releases the application, which a test with the network in a field would otherwise keep in memory.
     */
    void close() {
        try {
            run(() -> List.copyOf(peers).forEach(this::remove));
        } finally {
            thread.close();
            application = () -> null;
            nodes = List::of;
        }
    }
}
