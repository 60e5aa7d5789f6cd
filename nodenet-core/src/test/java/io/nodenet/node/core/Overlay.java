package io.nodenet.node.core;

import io.netty.buffer.Unpooled;
import io.nodenet.address.Endpoint;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.port.CoreConfig;
import io.nodenet.transport.Connection;
import io.nodenet.transport.memory.HostProfile;
import io.nodenet.transport.memory.LinkProfile;
import io.nodenet.transport.memory.MemoryNetwork;
import io.nodenet.transport.memory.MemoryTransport;
import io.nodenet.transport.memory.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Several cores and puppets on a {@link MemoryNetwork}; the same seed gives the same run. */
final class Overlay {
    /** What a frame takes from one end of a connection to the other. */
    static final long DELAY_NANOS = Duration.ofMillis(10).toNanos();

    /** A frame of a type that means nothing: it makes an edge and has no other effect. */
    static final String UNKNOWN_FRAME = "016300";

    private static final HostProfile PROFILE = new HostProfile().withMaxInbound(0, 0);
    private static final Duration HANDSHAKE_LIMIT = Duration.ofSeconds(1);

    private final VirtualTime time = new VirtualTime();
    private final SplittableRandom random;
    private final MemoryNetwork network;
    private final List<Host> hosts = new ArrayList<>();
    private final Map<String, List<Endpoint>> names = new HashMap<>();
    private int addresses;

    Overlay(long seed) {
        this(seed, Duration.ofNanos(DELAY_NANOS));
    }

    Overlay(long seed, Duration delay) {
        random = new SplittableRandom(seed);
        network = new MemoryNetwork(time, random);
        network.link(new LinkProfile(delay, Duration.ZERO, 0));
    }

    SplittableRandom random() {
        return random;
    }

    VirtualTime time() {
        return time;
    }

    MemoryNetwork network() {
        return network;
    }

    void runFor(Duration duration) {
        time.advance(duration);
    }

    /** Lets what was just begun happen: a handshake, and a few times the delay of a connection. */
    void settle() {
        time.advance(Duration.ofNanos(8 * DELAY_NANOS));
    }

    Identity newIdentity() {
        byte[] seed = new byte[32];
        random.nextBytes(seed);
        return Identity.fromSeed(seed);
    }

    NodeId newId() {
        byte[] id = new byte[NodeId.LENGTH];
        random.nextBytes(id);
        return NodeId.of(id, 0);
    }

    /** Adds a node without difficulty that looks after its edges, and starts it. */
    SimNode node() {
        return node(Duration.ZERO);
    }

    /** Adds such a node whose wall clock is ahead by a time, negative for behind. */
    SimNode node(Duration clockSkew) {
        Identity identity = newIdentity();
        CoreConfig config = config(identity, 0).build();
        HostProfile profile = PROFILE.withClockSkew(clockSkew);
        SimNode node = remember(
                new SimNode(this, identity, network.transport(identity.nodeId(), newEndpoint(), profile), config));
        node.start();
        return node;
    }

    /** Starts another node with the identity of one that was killed, at its address: it knows nothing of the first. */
    SimNode revive(SimNode dead) {
        MemoryTransport host = network.transport(dead.id(), dead.endpoint(), PROFILE);
        SimNode node = remember(new SimNode(
                this,
                dead.identity(),
                host,
                config(dead.identity(), 0).returning(true).build()));
        node.start();
        return node;
    }

    /** Adds a node that only answers and forwards. */
    SimNode quietNode() {
        Identity identity = newIdentity();
        return node(identity, quiet(identity));
    }

    /** Returns the settings of a node that only answers and forwards. */
    static CoreConfig quiet(Identity identity) {
        return config(identity, 0).upkeep(false).build();
    }

    /** Begins the settings of a node that neither looks for others nor dials whom it was not told to. */
    static CoreConfig.Builder config(Identity identity, int difficulty) {
        return CoreConfig.of(identity, difficulty).targetEdges(0).consenting(true);
    }

    /** Adds a node; the caller starts it. */
    SimNode node(Identity identity, CoreConfig config) {
        return remember(new SimNode(this, identity, transport(identity.nodeId(), newEndpoint()), config));
    }

    /** Adds a node at an address, with the caps on connections that real hosts have; the caller starts it. */
    SimNode node(Identity identity, CoreConfig config, Endpoint endpoint) {
        MemoryTransport host = network.transport(identity.nodeId(), endpoint, new HostProfile());
        return remember(new SimNode(this, identity, host, config));
    }

    /** Adds a node at an address, behind a NAT or with other particulars; the caller starts it. */
    SimNode node(Identity identity, CoreConfig config, Endpoint endpoint, HostProfile profile) {
        return remember(new SimNode(this, identity, network.transport(identity.nodeId(), endpoint, profile), config));
    }

    Puppet puppet() {
        return puppet(newId());
    }

    Puppet puppet(NodeId id) {
        return puppet(id, newEndpoint());
    }

    Puppet puppet(NodeId id, Endpoint endpoint) {
        return remember(new Puppet(transport(id, endpoint)));
    }

    /** Returns the entry of an anchor that does not exist. */
    String deadAnchor() {
        return deadAnchor(newId());
    }

    String deadAnchor(NodeId id) {
        return id + "@" + newEndpoint().text();
    }

    /** Makes a connection of which the core of neither host knows before its first frame; the dialer's end is the near one. */
    Wire connect(Host dialer, Host acceptor) {
        dialer.dial(acceptor, HANDSHAKE_LIMIT.toNanos());
        time.runUntil(() -> dialer.dialed() != null, HANDSHAKE_LIMIT);
        Connection near = dialer.dialed();
        if (near == null) {
            throw new AssertionError("No handshake");
        }
        near.send(Unpooled.wrappedBuffer(Host.GREETING));
        time.runUntil(() -> acceptor.greeted() != null, HANDSHAKE_LIMIT);
        Connection far = acceptor.greeted();
        if (far == null) {
            throw new AssertionError("The greeting has not arrived");
        }
        return new Wire(this, dialer, near, acceptor, far);
    }

    /** Makes a connection that a puppet opened; the node knows of it with its first frame. The node's end is the near one. */
    Wire dialIn(Puppet puppet, SimNode node) {
        return connect(puppet, node).twin();
    }

    /** Makes an edge to a puppet, dialed by either. What the puppet heard meanwhile is forgotten. */
    Wire edge(SimNode node, Puppet puppet, boolean outbound) {
        Wire wire = outbound ? connect(node, puppet) : dialIn(puppet, node);
        wire.say(UNKNOWN_FRAME);
        settle();
        puppet.heard();
        return wire;
    }

    /** Makes an edge between two nodes, dialed by the first, whose end is the near one. */
    Wire edge(SimNode dialer, SimNode acceptor) {
        Wire wire = connect(dialer, acceptor);
        wire.say(UNKNOWN_FRAME);
        wire.twin().say(UNKNOWN_FRAME);
        settle();
        return wire;
    }

    /** Makes quiet nodes in a chain, each strictly closer to the last one than the one before. */
    List<SimNode> chain(int length) {
        List<SimNode> nodes = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            nodes.add(quietNode());
        }
        NodeId last = nodes.get(0).id();
        nodes.sort(Comparator.comparing(SimNode::id, last::compareDistance).reversed());
        for (int i = 1; i < length; i++) {
            edge(nodes.get(i - 1), nodes.get(i));
        }
        return nodes;
    }

    /** Takes a node off the network or brings it back: what it sends and what is sent to it waits, dials time out. */
    void online(SimNode node, boolean on) {
        for (Host other : hosts) {
            if (on) {
                network.heal(node.id(), other.id());
            } else {
                network.partition(node.id(), other.id());
            }
        }
    }

    /** Sets what a name resolves to. */
    void name(String host, List<Endpoint> endpoints) {
        names.put(host, endpoints);
    }

    List<Endpoint> resolve(String host) {
        return names.getOrDefault(host, List.of());
    }

    private MemoryTransport transport(NodeId id, Endpoint endpoint) {
        return network.transport(id, endpoint, PROFILE);
    }

    private <H extends Host> H remember(H host) {
        hosts.add(host);
        return host;
    }

    private Endpoint newEndpoint() {
        addresses++;
        return Endpoint.quic(
                "10." + (addresses >> 16) + '.' + (addresses >> 8 & 0xff) + '.' + (addresses & 0xff) + ":4242");
    }
}
