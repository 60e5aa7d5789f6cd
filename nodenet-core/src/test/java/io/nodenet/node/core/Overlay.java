package io.nodenet.node.core;

import io.nodenet.address.Endpoint;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.port.CoreConfig;
import io.nodenet.transport.DialFailure;
import io.nodenet.transport.memory.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Several cores and puppets on one thread in virtual time, connected by simulated connections; the same seed gives the same run. */
final class Overlay {
    /** What a frame takes from one end of a connection to the other. */
    static final long DELAY_NANOS = Duration.ofMillis(10).toNanos();

    /** A frame of a type that means nothing: it makes an edge and has no other effect. */
    static final String UNKNOWN_FRAME = "016300";

    private final VirtualTime time = new VirtualTime();
    private final SplittableRandom random;
    private final Map<Endpoint, SimNode> listening = new LinkedHashMap<>();
    private final Map<String, List<Endpoint>> names = new HashMap<>();
    private final List<SimConnection> connections = new ArrayList<>();
    private int hosts;

    Overlay(long seed) {
        random = new SplittableRandom(seed);
    }

    SplittableRandom random() {
        return random;
    }

    VirtualTime time() {
        return time;
    }

    void runFor(Duration duration) {
        time.advance(duration);
    }

    /** Lets what was just begun happen: a few times the delay of a connection. */
    void settle() {
        time.advance(Duration.ofNanos(5 * DELAY_NANOS));
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
        Identity identity = newIdentity();
        SimNode node = node(identity, CoreConfig.of(identity.nodeId(), 0));
        node.start();
        return node;
    }

    /** Adds a node that only answers and forwards. */
    SimNode quietNode() {
        Identity identity = newIdentity();
        return node(identity, quiet(identity.nodeId()));
    }

    /** Answers the settings of a node that only answers and forwards. */
    static CoreConfig quiet(NodeId self) {
        return new CoreConfig(self, 0, 256, false, true, false, CoreConfig.DEFAULT_DEDUPLICATION_CAPACITY);
    }

    /** Adds a node; the caller starts it. */
    SimNode node(Identity identity, CoreConfig config) {
        SimNode node = new SimNode(this, identity, newEndpoint(), config);
        listening.put(node.endpoint(), node);
        return node;
    }

    Puppet puppet() {
        return puppet(newId());
    }

    Puppet puppet(NodeId id) {
        return new Puppet(id, newEndpoint());
    }

    /** Makes a connection that a puppet opened; the node knows of it with its first frame. Answers the puppet's end. */
    SimConnection dialIn(Puppet puppet, SimNode node) {
        return remember(SimConnection.pair(time, puppet, node, DELAY_NANOS));
    }

    /** Makes an edge to a puppet, dialed by either; answers the puppet's end. What the puppet heard meanwhile is forgotten. */
    SimConnection edge(SimNode node, Puppet puppet, boolean outbound) {
        SimConnection end = outbound
                ? remember(SimConnection.pair(time, node, puppet, DELAY_NANOS)).twin()
                : dialIn(puppet, node);
        Puppet.say(end, UNKNOWN_FRAME);
        settle();
        puppet.heard();
        return end;
    }

    /** Makes an edge between two nodes, dialed by the first; answers its end. */
    SimConnection edge(SimNode dialer, SimNode acceptor) {
        SimConnection end = remember(SimConnection.pair(time, dialer, acceptor, DELAY_NANOS));
        Puppet.say(end, UNKNOWN_FRAME);
        Puppet.say(end.twin(), UNKNOWN_FRAME);
        settle();
        return end;
    }

    /** Takes a node off the network or brings it back: frames vanish, dials time out. */
    void online(SimNode node, boolean on) {
        node.online = on;
        for (SimConnection connection : connections) {
            boolean itsOwn = connection.remoteId().equals(node.id())
                    || connection.twin().remoteId().equals(node.id());
            if (itsOwn) {
                connection.cut(!on);
                connection.twin().cut(!on);
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

    void dial(SimNode from, long operation, NodeId peer, Endpoint to, long timeoutNanos) {
        SimNode target = listening.get(to);
        if (target == null || !target.online || !from.online) {
            time.schedule(() -> from.dialFailed(operation, DialFailure.Reason.TIMEOUT), timeoutNanos);
        } else if (!target.id().equals(peer)) {
            time.schedule(() -> from.dialFailed(operation, DialFailure.Reason.IDENTITY_MISMATCH), 2 * DELAY_NANOS);
        } else {
            SimConnection end = remember(SimConnection.pair(time, from, target, DELAY_NANOS));
            time.schedule(() -> from.dialed(operation, end), 2 * DELAY_NANOS);
        }
    }

    private SimConnection remember(SimConnection connection) {
        connections.add(connection);
        return connection;
    }

    private Endpoint newEndpoint() {
        hosts++;
        return Endpoint.quic("10." + (hosts >> 16) + '.' + (hosts >> 8 & 0xff) + '.' + (hosts & 0xff) + ":4242");
    }
}
