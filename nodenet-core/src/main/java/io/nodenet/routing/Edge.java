package io.nodenet.routing;

import io.netty.buffer.ByteBuf;
import io.nodenet.address.Endpoint;
import io.nodenet.fact.PathKind;
import io.nodenet.kad.NodeId;
import io.nodenet.routed.ClockVoice;
import io.nodenet.transport.Connection;
import io.nodenet.transport.WriteResult;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What this node has to one NodeID: one or two connections, of which the current one is written and all are read.
 *
 * <p>Two connections arise when both sides dial at the same moment; neither side may close the other's (docs/protocol/04, section 9).
 * Not thread-safe: belongs to the loop.
 */
public final class Edge {
    /** The most connections that are kept to one NodeID (W-20). */
    public static final int MAX_CONNECTIONS = 2;

    /** The shortest time without an answer after which a connection is suspect. */
    static final long MIN_PATIENCE_NANOS = Duration.ofSeconds(1).toNanos();

    private static final int PATIENCE_ROUND_TRIPS = 4;

    private final NodeId id;
    private final EdgeBudget budget;
    private final long sinceNanos;
    private final ClockVoice clockVoice = new ClockVoice();
    private boolean outbound;
    private boolean begunWithLeave;
    private boolean duplicated;
    private boolean undialable;
    private @Nullable EdgeConnection current;
    private @Nullable EdgeConnection spare;
    private long lastReceivedNanos;
    private long roundTripNanos = -1;
    private Endpoint observedEndpoint = Endpoint.UNKNOWN;

    /**
     * Creates an edge without a connection.
     *
     * @param outbound whether this node dialed
     */
    public Edge(NodeId id, boolean outbound, EdgeBudget budget, long nowNanos) {
        this.id = id;
        this.outbound = outbound;
        this.budget = budget;
        this.sinceNanos = nowNanos;
        this.lastReceivedNanos = nowNanos;
    }

    public NodeId id() {
        return id;
    }

    public EdgeBudget budget() {
        return budget;
    }

    /** Returns what the messages that came over this edge say about the local clock. */
    public ClockVoice clockVoice() {
        return clockVoice;
    }

    /** Answers when the edge was registered, in monotonic nanoseconds. */
    public long sinceNanos() {
        return sinceNanos;
    }

    /** Tells whether one of the connections was dialed by this node. */
    public boolean isOutbound() {
        return outbound;
    }

    /** Returns how the current connection came about. */
    public PathKind path() {
        EdgeConnection written = current;
        return written == null ? PathKind.DIRECT : written.path();
    }

    /** Answers the connection that is written, null only before the first one is attached and after the last one is gone. */
    public @Nullable EdgeConnection current() {
        return current;
    }

    /** Answers all connections, the current one first. */
    public List<EdgeConnection> connections() {
        EdgeConnection first = current;
        EdgeConnection second = spare;
        if (first == null) {
            return List.of();
        }
        return second == null ? List.of(first) : List.of(first, second);
    }

    /**
     * Adds a connection, whose attachment becomes its {@link EdgeConnection}.
     *
     * <p>A dialed one becomes current, since the peer cannot use it before we do; an accepted one becomes current unless the current
     * one was dialed: a peer that dials again has given up its older connection. Of two earlier ones, the one that was silent for longer
     * is surplus.
     *
     * @param path how the connection came about
     * @return the surplus connection that the caller must close, or null
     */
    public @Nullable Connection attach(Connection connection, PathKind path, long nowNanos) {
        EdgeConnection added = new EdgeConnection(connection, path, this, nowNanos);
        connection.attach(added);
        EdgeConnection kept = current;
        EdgeConnection second = spare;
        EdgeConnection surplus = null;
        if (kept == null) {
            current = added;
        } else {
            if (second != null) {
                surplus = kept.lastReceivedNanos() < second.lastReceivedNanos() ? kept : second;
                kept = surplus == kept ? second : kept;
            }
            boolean replaces = connection.isOutbound() || !kept.connection().isOutbound();
            current = replaces ? added : kept;
            spare = replaces ? kept : added;
        }
        updateDirection();
        return surplus == null ? null : surplus.connection();
    }

    /** Removes a connection; the other one becomes current. Answers whether a connection is left. */
    public boolean detach(EdgeConnection connection) {
        if (connection == current) {
            current = spare;
            spare = null;
        } else if (connection == spare) {
            spare = null;
        }
        updateDirection();
        return current != null;
    }

    /** Writes to one connection of this edge from now on. */
    public void prefer(EdgeConnection connection) {
        if (connection == spare) {
            spare = current;
            current = connection;
        }
    }

    private void updateDirection() {
        outbound = connections().stream().anyMatch(left -> left.connection().isOutbound());
    }

    /** Sends a frame over the current connection, or over the other one if the current is full or closed. */
    public WriteResult send(ByteBuf frame, long nowNanos) {
        EdgeConnection first = current;
        if (first == null) {
            return WriteResult.CLOSED;
        }
        WriteResult result = first.send(frame, nowNanos);
        EdgeConnection second = spare;
        if (result != WriteResult.ACCEPTED && second != null) {
            WriteResult other = second.send(frame, nowNanos);
            result = other == WriteResult.CLOSED ? result : other;
        }
        return result;
    }

    /** Tells whether a frame of any size would be accepted now. */
    public boolean isWritable() {
        EdgeConnection first = current;
        EdgeConnection second = spare;
        return (first != null && first.connection().isWritable())
                || (second != null && second.connection().isWritable());
    }

    /** Notes whether the peer knows no address of its own at which others could dial it. */
    public void setUndialable(boolean value) {
        undialable = value;
    }

    /**
     * Returns whether nobody can dial the peer, as far as it tells: then it has edges to those only that it dialed, and a message for one of
     * its neighbours may end at it for want of an edge. It is passed by where there is another way.
     */
    public boolean isLeaf() {
        return undialable && !outbound;
    }

    /** Notes that a leave was the first frame of this edge, for what its peer may hold of an earlier process (W-43). */
    public void beginWithLeave() {
        begunWithLeave = true;
    }

    /** Returns whether this edge began with a leave and nothing has been heard on it: its peer may have taken the leave for this edge. */
    public boolean isUnheardAfterLeave() {
        return begunWithLeave && lastReceivedNanos == sinceNanos;
    }

    /** Notes whether two living processes have connections of this edge. */
    public void setDuplicated(boolean value) {
        duplicated = value;
    }

    /** Returns whether two living processes use the identity of this edge, as of the last look at it. */
    public boolean isDuplicated() {
        return duplicated;
    }

    /** Notes that a frame arrived on any connection of this edge. */
    public void touch(long nowNanos) {
        lastReceivedNanos = nowNanos;
    }

    /** Answers when the last frame arrived, in monotonic nanoseconds. */
    public long lastReceivedNanos() {
        return lastReceivedNanos;
    }

    /** Notes a pong: the measured round trip and the address that the peer sees this node at. */
    public void onPong(long measuredNanos, Endpoint observed) {
        roundTripNanos = measuredNanos;
        observedEndpoint = observed;
    }

    /** Answers the address that the peer sees this node at, {@link Endpoint#UNKNOWN} before its first pong. */
    public Endpoint observedEndpoint() {
        return observedEndpoint;
    }

    /** Returns how long an answer may take before its connection is suspect: four round trips, at least a second. */
    public long patienceNanos() {
        return Math.max(MIN_PATIENCE_NANOS, PATIENCE_ROUND_TRIPS * roundTripNanos);
    }

    /** Answers the last measured round trip in nanoseconds, negative if there is none. */
    public long roundTripNanos() {
        return roundTripNanos;
    }
}
