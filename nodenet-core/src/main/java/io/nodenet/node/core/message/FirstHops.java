package io.nodenet.node.core.message;

import io.nodenet.kad.NodeId;
import io.nodenet.routed.SignedMessage;
import io.nodenet.routing.Edge;
import io.nodenet.routing.EdgeTable;
import io.nodenet.wire.FrameType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Chooses the edges over which messages of this node leave, and remembers them for a while: a message that is sent again leaves over others, so
 * that whoever swallowed it before does not get it again (docs/protocol/08, section 4.6, [L]).
 *
 * <p>The edge to the target itself is always one of them. When a message has left over all edges, or over {@value #MAX_HOPS}, it starts over.
 * Not thread-safe.
 */
final class FirstHops {
    /**
     * The most messages that are remembered, of the node itself and of answers each, of which peers can ask for as many as they like; the one that
     * was sent longest ago goes for a new one.
     */
    static final int MAX_MESSAGES = 1_024;

    /** The most edges that are remembered of one message. */
    static final int MAX_HOPS = 15;

    /** For how long a message is remembered after it was sent. */
    static final long MEMORY_NANOS = Duration.ofMinutes(2).toNanos();

    private final EdgeTable edges;
    /** The one that was sent longest ago first. */
    private final Map<Key, Departures> own = new LinkedHashMap<>();

    private final Map<Key, Departures> answers = new LinkedHashMap<>();

    /**
     * What makes two messages the same: another one that happens to have the same hash only leaves over other edges than it would.
     *
     * @param content a hash of what is sent, 0 for messages of the core, which are asked again in other words
     */
    record Key(NodeId target, FrameType type, int content) {
        static Key of(SignedMessage message) {
            boolean own = message.type() != FrameType.ROUTE;
            return new Key(message.target(), message.type(), own ? 0 : message.payloadHash());
        }
    }

    private Map<Key, Departures> memoryOf(Key key) {
        return key.type == FrameType.REPLY || key.type == FrameType.CONNECT_ACK ? answers : own;
    }

    /** Where a message has left. */
    private record Departures(Set<NodeId> hops, long lastNanos) {}

    FirstHops(EdgeTable edges) {
        this.edges = edges;
    }

    /**
     * Returns up to {@code count} edges that a filter lets pass: those over which the message has not left, the nearest to the target first, and if
     * there are not enough of them, the nearest others.
     */
    List<Edge> choose(Key key, int count, Predicate<Edge> filter, long nowNanos) {
        NodeId target = key.target;
        Set<NodeId> used = usedBy(key, nowNanos);
        if (used.isEmpty()) {
            return edges.closestRoutes(target, count, filter);
        }
        List<Edge> hops = new ArrayList<>(edges.closestRoutes(
                target, count, edge -> (!used.contains(edge.id()) || edge.id().equals(target)) && filter.test(edge)));
        if (hops.size() < count) {
            memoryOf(key).remove(key);
            for (Edge edge : edges.closestRoutes(target, count, filter)) {
                if (hops.size() < count && !hops.contains(edge)) {
                    hops.add(edge);
                }
            }
        }
        return hops;
    }

    private Set<NodeId> usedBy(Key key, long nowNanos) {
        Departures before = memoryOf(key).get(key);
        return before == null || nowNanos - before.lastNanos > MEMORY_NANOS || before.hops.size() >= MAX_HOPS
                ? Set.of()
                : before.hops;
    }

    /** Notes that a message has left over an edge. */
    void left(Key key, Edge hop, long nowNanos) {
        Set<NodeId> used = usedBy(key, nowNanos);
        Set<NodeId> hops = used.isEmpty() ? new LinkedHashSet<>() : used;
        hops.add(hop.id());
        Map<Key, Departures> messages = memoryOf(key);
        messages.remove(key);
        if (messages.size() == MAX_MESSAGES) {
            messages.remove(messages.keySet().iterator().next());
        }
        messages.put(key, new Departures(hops, nowNanos));
    }

    /** Returns how many messages are remembered. */
    int size() {
        return own.size() + answers.size();
    }
}
