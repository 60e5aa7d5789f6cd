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
 * The network in memory around the application under test: simulated peers, partitions, and time. All methods may be called from any
 * thread but the node's loop, and throw an {@code AssertionError} if anything in the network has failed before, such as an invariant of a
 * peer.
 *
 * <p><b>Time.</b> The network lives on one thread of its own, in a virtual time that follows the real clock. {@link #advance} sets it ahead:
 * whatever nodes do in that time, they do, in the right order and at once. What is not in this time are the threads of the application,
 * its handlers, its schedulers, {@code Instant.now()}, so a test does not run the same way twice, as those of {@link SimulatedOverlay} do.
 *
 * <p><b>Life.</b> The network lives as long as the application context and is shared by all tests that share it. Peers live until they are
 * closed or killed; {@link #reset} ends all of them and mends all links. Identities are the same in each run.
 */
public final class TestNodenetNetwork {
    /** The most peers at the same time; as many as the inbound edges that a node has room for. */
    public static final int MAX_PEERS = 256;

    /** How long the methods wait that wait, in real time. */
    static final Duration PATIENCE = Duration.ofSeconds(20);

    /** How far the time is set ahead before the application gets a chance to answer; well below the 30 s that a message stays fresh. */
    private static final Duration STRIDE = Duration.ofSeconds(5);

    /** How long {@link #advance} waits in all for the application to handle what it was given. */
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

    /** A direction whose datagrams of media sessions meet something. */
    private record MediaDirection(NodeId from, NodeId to) {}

    /**
     * Creates a network without anybody.
     *
     * @param application answers the node of the application, null if it has none; not asked before the first peer is added
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

    /** Answers an identity that clears the difficulty. */
    Identity mint() {
        return call(overlay::mint);
    }

    /** Answers a transport for a node of the application, always at the same address. */
    Transport host(Identity identity) {
        NodeId id = identity.nodeId();
        return call(() -> {
            Endpoint endpoint = endpoints.computeIfAbsent(id, first -> overlay.newEndpoint());
            return new HostTransport(thread, overlay.network().transport(id, endpoint));
        });
    }

    /** Answers the ID of the application's node. */
    public NodeId applicationId() {
        return application().id();
    }

    /**
     * Adds a peer that dials the application, and waits until both have the edge.
     *
     * @throws NodeStateException if the application has no node, or it does not run
     * @throws IllegalStateException if there are {@value #MAX_PEERS} peers already
     * @throws AssertionError if there is no edge after 20 seconds of real time, because an {@code EdgeAdmission} refuses it, for example
     */
    public TestNodenetPeer addPeer() {
        return addPeer(PATIENCE);
    }

    /**
     * Adds a peer behind a NAT of a kind that dials the application, and waits until both have the edge. The application knows it by the address
     * of its NAT, which lets in whom its kind lets in; see {@link NatProfile}.
     *
     * @throws NodeStateException if the application has no node, or it does not run
     * @throws IllegalStateException if there are {@value #MAX_PEERS} peers already
     * @throws AssertionError if there is no edge after 20 seconds of real time, as behind {@link NatProfile#UDP_BLOCKED}
     */
    public TestNodenetPeer addPeer(NatProfile nat) {
        Node node = runningApplication();
        return join(() -> add(node, List.of(), nat), node, List.of(), PATIENCE);
    }

    /**
     * Adds a peer with an identity that the test has made, so that the application can know of it before, and waits until both have the edge.
     *
     * @param identity one that satisfies the difficulty of the network, of which there is no peer yet
     * @throws NodeStateException if the application has no node, or it does not run
     * @throws IllegalStateException if there are {@value #MAX_PEERS} peers already
     * @throws AssertionError if there is no edge after 20 seconds of real time
     */
    public TestNodenetPeer addPeer(Identity identity) {
        Node node = runningApplication();
        return join(() -> add(node, List.of(), NatProfile.NONE, identity), node, List.of(), PATIENCE);
    }

    /**
     * Adds a peer that dials one of several nodes of the application, and waits until both have the edge.
     *
     * @throws NodeStateException if the node does not run
     * @throws IllegalStateException if there are {@value #MAX_PEERS} peers already
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
     * Adds a peer that dials other peers and not the application, which it reaches through them; waits until there are the edges.
     *
     * @throws IllegalStateException if there are {@value #MAX_PEERS} peers already
     * @throws AssertionError if there are no edges after 20 seconds of real time
     */
    public TestNodenetPeer addPeer(TestNodenetPeer neighbour, TestNodenetPeer... more) {
        List<TestNodenetPeer> neighbours = new ArrayList<>(List.of(more));
        neighbours.add(0, neighbour);
        return join(() -> add(null, neighbours, NatProfile.NONE), null, neighbours, PATIENCE);
    }

    /**
     * Adds peers that have edges to the application and to each other, and waits until there are all of them.
     *
     * @throws NodeStateException if the application has no node, or it does not run
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
                    () -> peer + " has no edge to everybody it dialed: does an EdgeAdmission refuse it?");
        } catch (AssertionError e) {
            remove(peer);
            throw e;
        }
        return peer;
    }

    /** Adds a peer and does not wait for its edges; the thread of the network only. */
    TestNodenetPeer add(@Nullable Node node, List<TestNodenetPeer> neighbours, NatProfile nat) {
        return add(node, neighbours, nat, overlay.mint());
    }

    private TestNodenetPeer add(
            @Nullable Node node, List<TestNodenetPeer> neighbours, NatProfile nat, Identity identity) {
        if (peers.size() == MAX_PEERS) {
            throw new IllegalStateException("The network has " + MAX_PEERS + " peers: close some, or reset it");
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

    /** Answers the peers that were neither closed nor killed, in the order they were added. */
    public List<TestNodenetPeer> peers() {
        return call(() -> List.copyOf(peers));
    }

    /**
     * Cuts these peers off from the application and from all other peers that there are now. What is sent waits until {@link #heal}, as
     * long as the connection lives; a node that starts again meanwhile is reachable.
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
     * Sets what one direction does to the datagrams of media sessions, until {@link #reset}: loss, jitter, a bottleneck. What is under way keeps its
     * fate.
     *
     * @param from the peer or the application that sends
     * @param to the one that receives
     */
    public void mediaLink(NodeId from, NodeId to, MediaLinkProfile profile) {
        run(() -> {
            overlay.network().mediaLink(from, to, profile);
            mediaLinks.add(new MediaDirection(from, to));
        });
    }

    /** Mends all links; what waited goes on its way, and peers dial again within half a minute of virtual time. */
    public void heal() {
        run(() -> overlay.network().healAll());
    }

    /**
     * Lets time pass in the network. It waits every 5 seconds of virtual time until the application has handled the messages that it was
     * given, 5 seconds of real time in all at most.
     *
     * @throws IllegalArgumentException if the duration is negative
     */
    public void advance(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("Time goes on, not back by " + duration);
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
     * Waits until a condition holds, which is asked each millisecond in the calling thread.
     *
     * @throws AssertionError if it does not hold after 20 seconds of real time
     */
    public void await(BooleanSupplier condition) {
        await(condition, PATIENCE);
    }

    /**
     * Waits until a condition holds, which is asked each millisecond in the calling thread.
     *
     * @param limit how long to wait, in real time
     * @throws AssertionError if it does not hold then
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

    /** Ends all peers, closes their edges and mends all links, so that the next test begins with the application alone. */
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

    /** Runs something on the thread of the network. */
    void run(Runnable task) {
        call(() -> {
            task.run();
            return true;
        });
    }

    /** Runs something on the thread of the network and answers its result. */
    <T> T call(Supplier<T> task) {
        T result = thread.call(task);
        thread.check();
        return result;
    }

    private Node application() {
        Node node = application.get();
        if (node == null) {
            throw new NodeStateException("The application has no node: is nodenet.enabled false?");
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

    /** Ends all peers and the thread, and lets the application go, which a test that has the network in a field would keep in memory. */
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
