package io.nodenet.test.simulation;

import io.netty.buffer.ByteBuf;
import io.nodenet.address.Endpoint;
import io.nodenet.fact.AnchorEntry;
import io.nodenet.fact.NodeEvent;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.port.CheckJob;
import io.nodenet.node.core.port.CoreConfig;
import io.nodenet.node.core.port.VerificationJob;
import io.nodenet.pow.ProofOfWork;
import io.nodenet.routed.Contact;
import io.nodenet.transport.Connection;
import io.nodenet.transport.memory.HostProfile;
import io.nodenet.transport.memory.LinkProfile;
import io.nodenet.transport.memory.MemoryNetwork;
import io.nodenet.transport.memory.MemoryTransport;
import io.nodenet.transport.memory.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A network of whole nodes on one thread in virtual time. The same seed and the same calls give the same run, event for event; after each
 * event the {@link OverlayInvariants} are checked, sampled above 200 nodes, and a violation names the seed.
 *
 * <pre>{@code
 * SimulatedOverlay overlay = SimulatedOverlay.seed(42).link(LinkProfile.HOME).build();
 * SimulatedNode hub = overlay.addNode();
 * SimulatedNode alice = overlay.addNode(hub);
 * SimulatedNode bob = overlay.addNode(hub);
 * overlay.advance(Duration.ofSeconds(1));
 * alice.send(bob.id(), "hello");
 * overlay.advance(Duration.ofSeconds(1));
 * bob.texts();                                    // [hello]
 * }</pre>
 */
public final class SimulatedOverlay {
    /** Enough for those that a simulated node hears between two frames of one originator; a larger cache changes no run. */
    private static final int ORIGINATOR_CACHE_KEYS = 64;

    /** The addresses from 11.0.0.0 to 99.255.255.255 are public, all of them. */
    private static final int FIRST_PUBLIC_OCTET = 11;

    private static final int OCTETS = 256;

    /** As many hosts have a /16 of their own, those that follow a /24. */
    private static final int PUBLIC_SUBNETS = 89 * OCTETS;

    private final VirtualTime time;
    private final SplittableRandom random;
    private final MemoryNetwork network;
    private final OverlayInvariants invariants;
    private final Settings settings;
    private final List<SimulatedNode> nodes = new ArrayList<>();
    private final List<OverlayObserver> observers = new ArrayList<>();
    private int hosts;

    /** What an overlay is built with. */
    record Settings(
            long seed,
            int difficulty,
            LinkProfile link,
            Duration verification,
            BiPredicate<NodeId, NodeId> admission,
            boolean gated,
            boolean signaturesTrusted,
            int targetEdges,
            long wallStartNanos) {}

    private SimulatedOverlay(Settings settings) {
        this.settings = settings;
        this.time = new VirtualTime(settings.wallStartNanos);
        this.random = new SplittableRandom(settings.seed);
        this.network = new MemoryNetwork(time, random.split());
        this.invariants = new OverlayInvariants(settings.difficulty, this::violation);
        network.link(settings.link);
        time.afterEachEvent(() -> invariants.check(nodes));
    }

    /** Returns a builder of overlays that run as this seed says. */
    public static Builder seed(long seed) {
        return new Builder(seed);
    }

    /** Collects the settings of an overlay. */
    public static final class Builder {
        private final long seed;
        private int difficulty;
        private LinkProfile link = LinkProfile.LOCAL;
        private Duration verification = Duration.ofNanos(100_000);
        private @Nullable BiPredicate<NodeId, NodeId> admission;
        private boolean signaturesTrusted;
        private int targetEdges = CoreConfig.DEFAULT_TARGET_EDGES;
        private long wallStartNanos = VirtualTime.WALL_START_NANOS;

        private Builder(long seed) {
            this.seed = seed;
        }

        /** Sets the difficulty of the network; default 0. Minting costs real time. */
        public Builder difficulty(int bits) {
            difficulty = bits;
            return this;
        }

        /** Sets the link between all hosts; default {@link LinkProfile#LOCAL}. */
        public Builder link(LinkProfile profile) {
            link = profile;
            return this;
        }

        /** Sets how long a verification takes; default 100 µs. */
        public Builder verificationTime(Duration duration) {
            verification = duration;
            return this;
        }

        /** Sets who admits whom: the first ID asks whether there may be an edge to the second. */
        public Builder edgeAdmission(BiPredicate<NodeId, NodeId> predicate) {
            admission = predicate;
            return this;
        }

        /**
         * Takes every signature for good without looking, and makes none: what nodes send carries bytes that differ as signatures do. Saves
         * 100 µs of real time for each check and half as much for each signature: for large runs without forgers.
         */
        public Builder trustSignatures() {
            signaturesTrusted = true;
            return this;
        }

        /** Sets what the wall clocks of the nodes show at the start; default 2000-01-01T00:00:00Z. */
        public Builder wallClock(Instant start) {
            wallStartNanos = TimeUnit.SECONDS.toNanos(start.getEpochSecond()) + start.getNano();
            return this;
        }

        /** Sets how many edges a node dials of its own accord; default 32. With 0 nodes have the edges only that the test gives them. */
        public Builder targetEdges(int edges) {
            targetEdges = edges;
            return this;
        }

        public SimulatedOverlay build() {
            BiPredicate<NodeId, NodeId> predicate = admission == null ? (self, peer) -> true : admission;
            return new SimulatedOverlay(new Settings(
                    seed,
                    difficulty,
                    link,
                    verification,
                    predicate,
                    admission != null,
                    signaturesTrusted,
                    targetEdges,
                    wallStartNanos));
        }
    }

    /** Adds a node that takes others as anchors and dials them at once. */
    public SimulatedNode addNode(SimulatedNode... anchors) {
        return addNode(mint(), new HostProfile(), anchors);
    }

    /** Adds a node with a given identity on a host of a given kind, each with a public address in a subnet of its own. */
    public SimulatedNode addNode(Identity identity, HostProfile profile, SimulatedNode... anchors) {
        return addNode(identity, profile, List.of(), anchors);
    }

    /**
     * Adds a node that has run before.
     *
     * @param remembered the contacts that it kept, as {@link io.nodenet.node.core.NodeCore#contactsToKeep} returned them
     */
    public SimulatedNode addNode(
            Identity identity, HostProfile profile, List<Contact> remembered, SimulatedNode... anchors) {
        return addNode(identity, newEndpoint(), profile, remembered, anchors);
    }

    /**
     * Adds a node at an address of choice, which may be that of another one with another port.
     *
     * @param remembered the contacts that it kept when it ran before, none for one that did not
     */
    public SimulatedNode addNode(
            Identity identity,
            Endpoint endpoint,
            HostProfile profile,
            List<Contact> remembered,
            SimulatedNode... anchors) {
        MemoryTransport transport = network.transport(identity.nodeId(), endpoint, profile);
        return add(identity, transport, config(identity).targetEdges(settings.targetEdges), remembered, anchors);
    }

    /**
     * Adds a node that looks after its edges as deployed nodes do (docs/protocol/08, section 9.3), and is in all else as those of production:
     * for overlays of both kinds.
     */
    public SimulatedNode addDeployedNode(Identity identity, HostProfile profile, SimulatedNode... anchors) {
        MemoryTransport transport = network.transport(identity.nodeId(), newEndpoint(), profile);
        SimulatedNode node = add(identity, transport, config(identity).targetEdges(0), List.of(), anchors);
        node.followDeployedPolicy(random.split());
        return node;
    }

    /** Adds a node that misbehaves, and otherwise is as those of production. */
    public SimulatedNode addNode(
            Misconduct misconduct, Identity identity, HostProfile profile, SimulatedNode... anchors) {
        SimulatedNode node = addNode(identity, profile, anchors);
        misbehave(node, misconduct.of(node, random.split()));
        return node;
    }

    /** Has a node misbehave that was added just now. */
    void misbehave(SimulatedNode node, Misbehavior how) {
        invariants.allowReplays();
        node.misbehave(how);
    }

    /** Begins the settings of a node that has thousands of others for company in one heap. */
    private CoreConfig.Builder config(Identity identity) {
        return CoreConfig.of(identity, settings.difficulty)
                .gated(settings.gated)
                .consenting(true)
                .originatorCacheKeys(ORIGINATOR_CACHE_KEYS);
    }

    private SimulatedNode add(
            Identity identity,
            MemoryTransport transport,
            CoreConfig.Builder config,
            List<Contact> remembered,
            SimulatedNode... anchors) {
        List<AnchorEntry> entries = new ArrayList<>();
        for (SimulatedNode anchor : anchors) {
            entries.add(anchor.entry());
        }
        SimulatedNode node =
                new SimulatedNode(this, identity, transport, config.build(), random.split(), entries, remembered);
        nodes.add(node);
        return node;
    }

    /** Returns a public address in a subnet of its own, for a host that is added to the network by hand. */
    public Endpoint newEndpoint() {
        int subnet = hosts % PUBLIC_SUBNETS;
        Endpoint endpoint = Endpoint.quic((FIRST_PUBLIC_OCTET + subnet / OCTETS) + "." + subnet % OCTETS + '.'
                + hosts / PUBLIC_SUBNETS + ".1:4242");
        hosts++;
        return endpoint;
    }

    /** Kills a node, if it runs, and forgets it. */
    public void remove(SimulatedNode node) {
        node.kill();
        nodes.remove(node);
    }

    /** Returns an identity drawn from the seed that clears the difficulty. */
    public Identity mint() {
        byte[] seed = new byte[Identity.SEED_LENGTH];
        Identity identity;
        do {
            random.nextBytes(seed);
            identity = Identity.fromSeed(seed);
        } while (!ProofOfWork.satisfies(identity.nodeId(), settings.difficulty));
        return identity;
    }

    /** Lets time pass. */
    public void advance(Duration duration) {
        time.advance(duration);
    }

    /** Lets time pass until a condition holds; returns whether it does. */
    public boolean runUntil(BooleanSupplier condition, Duration limit) {
        return time.runUntil(condition, limit);
    }

    /** Returns all nodes that were added and not removed, in that order. */
    public List<SimulatedNode> nodes() {
        return Collections.unmodifiableList(nodes);
    }

    /** Returns the nodes that run. */
    public List<SimulatedNode> aliveNodes() {
        return nodes.stream().filter(SimulatedNode::isAlive).toList();
    }

    /** Has an observer look on from now on. */
    public void observe(OverlayObserver observer) {
        observers.add(observer);
    }

    public MemoryNetwork network() {
        return network;
    }

    public VirtualTime time() {
        return time;
    }

    /** Returns a generator of its own for the test, drawn from the seed. */
    public SplittableRandom newRandom() {
        return random.split();
    }

    /** Returns a number that any difference between two runs changes: who received which frame from whom and when. */
    public long digest() {
        return invariants.digest();
    }

    /**
     * Checks what must hold once everything has settled: every operation has ended, nothing is under verification, no frame is held.
     *
     * @throws AssertionError if it does not
     */
    public void checkSettled() {
        for (SimulatedNode node : aliveNodes()) {
            if (!node.openOperations().isEmpty()) {
                throw violation(node + ": operations never ended: " + node.openOperations());
            }
            if (node.core().verificationsUnderWay() != 0) {
                throw violation(node + ": verifications never ended");
            }
        }
        if (network.retainedFrames() != 0) {
            throw violation(network.retainedFrames() + " frames were never released");
        }
    }

    /** Returns the error that names a violation, the seed that replays it and the time since the start. */
    AssertionError violation(String what) {
        return new AssertionError("Seed " + settings.seed + ", after " + time.elapsed() + ": " + what);
    }

    boolean trustsSignatures() {
        return settings.signaturesTrusted;
    }

    boolean verify(VerificationJob job) {
        return settings.signaturesTrusted ? job.accept() : job.verify();
    }

    boolean check(CheckJob job) {
        return settings.signaturesTrusted || job.check();
    }

    long verificationNanos() {
        return settings.verification.toNanos();
    }

    boolean admits(NodeId self, NodeId peer) {
        return settings.admission.test(self, peer);
    }

    void touched(SimulatedNode node) {
        invariants.touched(node);
    }

    void received(SimulatedNode node, Connection connection, ByteBuf frame) {
        invariants.received(node, connection, frame, time.nanos());
        observers.forEach(observer -> observer.received(node, connection, frame));
    }

    void delivered(SimulatedNode node, SimulatedNode.Delivery message) {
        observers.forEach(observer -> observer.delivered(node, message));
    }

    void happened(SimulatedNode node, NodeEvent event) {
        observers.forEach(observer -> observer.happened(node, event));
    }
}
