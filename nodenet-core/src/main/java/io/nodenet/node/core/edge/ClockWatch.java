package io.nodenet.node.core.edge;

import io.nodenet.address.IpPort;
import io.nodenet.address.SubnetKey;
import io.nodenet.fact.ClockSkew;
import io.nodenet.fact.NodeEvent;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.port.ApplicationOutput;
import io.nodenet.node.core.turn.Timers;
import io.nodenet.node.core.turn.Turn;
import io.nodenet.routed.ClockVoice;
import io.nodenet.routing.Edge;
import io.nodenet.routing.EdgeConnection;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * Estimates how far the wall clock of this node is off, and tells the application when that is more than the network tolerates (W-35).
 *
 * <p>[L] The estimate is the median of the neighbours' {@linkplain ClockVoice voices}. Those that this node dialed are heard first, since
 * no stranger is among them at will: one is enough if it is an anchor, else it takes {@value #QUORUM}. Only when these do not suffice
 * are neighbours heard that dialed this node, one voice for each subnet. So the fewer half of them can say what they like. An estimate
 * changes nothing that this node does: the window stays as it is.
 */
public final class ClockWatch {
    /** How many neighbours must be heard if none is an anchor that this node dialed. */
    static final int QUORUM = 3;

    static final Duration TICK = Duration.ofSeconds(10);

    /** The least time between two warnings. */
    static final Duration REMINDER = Duration.ofHours(1);

    private final Turn turn;
    private final Timers timers;
    private final Edges edges;
    private final Predicate<NodeId> isAnchor;
    private final ApplicationOutput application;
    private ClockSkew skew = ClockSkew.UNKNOWN;
    private boolean warned;
    private long nextWarningNanos = Long.MIN_VALUE;

    /**
     * Creates a watch at rest.
     *
     * @param isAnchor tells whether a NodeID is one of the configured anchors
     */
    public ClockWatch(
            Turn turn, Timers timers, Edges edges, Predicate<NodeId> isAnchor, ApplicationOutput application) {
        this.turn = turn;
        this.timers = timers;
        this.edges = edges;
        this.isAnchor = isAnchor;
        this.application = application;
    }

    /** Starts to judge the clock every ten seconds. */
    public void start() {
        timers.after(TICK.toNanos(), () -> {
            skew = estimate();
            tell();
            start();
        });
    }

    /** Returns the last estimate. */
    public ClockSkew skew() {
        return skew;
    }

    private void tell() {
        long now = turn.nowNanos();
        if (skew.isExcessive() && now >= nextWarningNanos) {
            warned = true;
            nextWarningNanos = now + REMINDER.toNanos();
            application.event(new NodeEvent.ClockSkewed(skew));
        } else if (warned && skew.ahead() != null && !skew.isExcessive()) {
            warned = false;
            application.event(new NodeEvent.ClockAgrees(skew));
        }
    }

    private ClockSkew estimate() {
        List<Long> voices = new ArrayList<>();
        Map<Object, Long> strangers = new HashMap<>();
        boolean anchored = false;
        for (Edge edge : edges.table().edges()) {
            OptionalLong ahead = edge.clockVoice().aheadNanos(turn.nowNanos(), turn.wallNanos());
            if (ahead.isPresent() && edge.isOutbound()) {
                voices.add(ahead.getAsLong());
                anchored |= isAnchor.test(edge.id());
            } else if (ahead.isPresent()) {
                strangers.merge(origin(edge), ahead.getAsLong(), (a, b) -> Math.abs(a) < Math.abs(b) ? a : b);
            }
        }
        if (!anchored && voices.size() < QUORUM) {
            voices.addAll(strangers.values());
        }
        if (!anchored && voices.size() < QUORUM) {
            return ClockSkew.UNKNOWN;
        }
        long[] values = voices.stream().mapToLong(Long::longValue).toArray();
        return new ClockSkew(Duration.ofNanos(ClockVoice.medianNearZero(values).orElseThrow()), values.length);
    }

    /** Returns what all neighbours have in common that share one voice: their subnet, in a private network their address. */
    private static Object origin(Edge edge) {
        EdgeConnection current = edge.current();
        IpPort literal =
                current == null ? null : current.connection().remoteEndpoint().ipPort();
        if (literal == null) {
            return edge.id();
        }
        return literal.isPrivate() ? ByteBuffer.wrap(literal.address()) : SubnetKey.of(literal);
    }
}
