package io.nodenet.test.simulation;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.NodeCore;
import io.nodenet.node.core.port.CoreConfig;
import io.nodenet.pow.ProofOfWork;
import io.nodenet.routing.Edge;
import io.nodenet.routing.EdgeTable;
import io.nodenet.transport.Connection;
import io.nodenet.wire.FrameType;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * What holds after every event of a {@link SimulatedOverlay}, whatever the faults: caps are kept, no edge leads to a NodeID below the
 * difficulty or to the node itself, and no copy of a message goes back over the edge that it came from, as long as nobody misbehaves.
 *
 * <p>Small overlays are checked after every event. Above {@value #FULLY_CHECKED_NODES} nodes the checks are sampled: the nodes take turns, and
 * one in {@value #SAMPLED_COPIES} copies is followed.
 */
final class OverlayInvariants {
    /** As many nodes are checked after every event that they take part in. */
    static final int FULLY_CHECKED_NODES = 200;

    /** In larger overlays one node is checked after as many events. */
    static final int SAMPLED_EVENTS = 16;

    /** In larger overlays one in as many copies of messages is followed. */
    static final int SAMPLED_COPIES = 8;

    /** A copy that went back would do so within a round trip. */
    private static final long MEMORY_NANOS = Duration.ofSeconds(10).toNanos();

    private static final int TTL_OFFSET_IN_MESSAGE = 32;

    private final int difficulty;
    private final Function<String, AssertionError> violation;
    private final Set<SimulatedNode> touched = new LinkedHashSet<>();
    private final Set<Hop> hops = new HashSet<>();
    private final ArrayDeque<Dated> recent = new ArrayDeque<>();
    private long digest = 1;
    private boolean sampling;
    private boolean replays;
    private int events;
    private int turn;

    /** One copy of a message on its way from one node to another. */
    private record Hop(NodeId from, NodeId to, int copy) {}

    private record Dated(Hop hop, long atNanos) {}

    /** Creates checks; {@code violation} turns what was violated into the error that is thrown. */
    OverlayInvariants(int difficulty, Function<String, AssertionError> violation) {
        this.difficulty = difficulty;
        this.violation = violation;
    }

    void touched(SimulatedNode node) {
        touched.add(node);
    }

    /** No longer looks which way messages go: somebody may send them again from elsewhere. */
    void allowReplays() {
        replays = true;
    }

    long digest() {
        return digest;
    }

    /** Takes note of a frame that is about to be handled. */
    void received(SimulatedNode node, Connection connection, ByteBuf frame, long nowNanos) {
        NodeId from = connection.remoteId();
        mix(nowNanos);
        mix(from.word(3));
        mix(node.id().word(3));
        mix(ByteBufUtil.hashCode(frame));
        if (!replays
                && frame.readableBytes() > 2
                && FrameType.ofCode(frame.getByte(frame.readerIndex() + 1)).isRouted()) {
            int copy = copyOf(frame);
            if (!sampling || copy % SAMPLED_COPIES == 0) {
                checkDirection(new Hop(from, node.id(), copy), nowNanos);
            }
        }
    }

    private void checkDirection(Hop hop, long nowNanos) {
        if (hops.contains(new Hop(hop.to, hop.from, hop.copy))) {
            throw violation.apply("a message went back from " + hop.from.shortText() + " to " + hop.to.shortText());
        }
        if (hops.add(hop)) {
            recent.add(new Dated(hop, nowNanos));
        }
        while (recent.element().atNanos < nowNanos - MEMORY_NANOS) {
            hops.remove(recent.remove().hop);
        }
    }

    /** Returns a number for the bytes of a frame but for its hop budget, the only byte that changes on the way. */
    private static int copyOf(ByteBuf frame) {
        int header = 2;
        while (frame.getByte(frame.readerIndex() + header) < 0 && header < 5 && header < frame.readableBytes() - 1) {
            header++;
        }
        int ttl = header + 1 + TTL_OFFSET_IN_MESSAGE;
        if (frame.readableBytes() <= ttl) {
            return ByteBufUtil.hashCode(frame);
        }
        int before = ByteBufUtil.hashCode(frame.slice(frame.readerIndex(), ttl));
        int behind = ByteBufUtil.hashCode(frame.slice(frame.readerIndex() + ttl + 1, frame.readableBytes() - ttl - 1));
        return 31 * before + behind;
    }

    /** Checks the nodes that had an input in the event that has just run; in a large overlay the node whose turn it is, now and then. */
    void check(List<SimulatedNode> nodes) {
        sampling = nodes.size() > FULLY_CHECKED_NODES;
        if (!sampling) {
            touched.forEach(this::check);
        } else if (++events % SAMPLED_EVENTS == 0) {
            turn = (turn + 1) % nodes.size();
            check(nodes.get(turn));
        }
        touched.clear();
    }

    private void check(SimulatedNode node) {
        NodeCore core = node.core();
        check(node.id(), core.edges(), core.verificationsUnderWay());
    }

    /** Checks the state of one node. */
    void check(NodeId self, EdgeTable edges, int verificationsUnderWay) {
        int inbound = 0;
        for (int rank = 0; rank < edges.size(); rank++) {
            Edge edge = edges.at(rank);
            require(!edge.id().equals(self), self, "has an edge to itself");
            require(ProofOfWork.satisfies(edge.id(), difficulty), self, "has an edge below the difficulty");
            int connections = edge.connectionCount();
            if (connections < 1 || connections > Edge.MAX_CONNECTIONS) {
                throw violation(self, "has " + connections + " connections in one edge");
            }
            inbound += edge.isOutbound() ? 0 : 1;
        }
        if (inbound > CoreConfig.DEFAULT_MAX_INBOUND_EDGES) {
            throw violation(self, "has " + inbound + " inbound edges");
        }
        if (verificationsUnderWay > NodeCore.MAX_VERIFICATIONS) {
            throw violation(self, "has " + verificationsUnderWay + " verifications in progress");
        }
    }

    private void require(boolean holds, NodeId self, String what) {
        if (!holds) {
            throw violation(self, what);
        }
    }

    private AssertionError violation(NodeId self, String what) {
        return violation.apply(self.shortText() + " " + what);
    }

    private void mix(long value) {
        digest = (digest ^ value) * 0x100000001b3L;
    }
}
