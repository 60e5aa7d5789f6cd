package io.nodenet.routing;

import io.netty.buffer.ByteBuf;
import io.nodenet.address.Endpoint;
import io.nodenet.fact.PathKind;
import io.nodenet.kad.NodeId;
import io.nodenet.routed.ClockVoice;
import io.nodenet.transport.Connection;
import io.nodenet.transport.WriteResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What this node has to one NodeID: its connections, of which the current one is written and all are read.
 *
 * <p>Two connections arise when both sides dial at the same moment; neither side may close the other's (docs/protocol/04, section 9). A third
 * one has its place while the edge moves to a better path. Not thread-safe: belongs to the loop.
 */
public final class Edge {
    /** The most connections over paths of one kind that are kept to one NodeID (W-20). */
    public static final int MAX_CONNECTIONS = 2;

    /** The most connections that are kept to one NodeID over paths of different kinds. */
    public static final int MAX_MOVING_CONNECTIONS = 3;

    /** The shortest time without an answer after which a connection is suspect. */
    static final long MIN_PATIENCE_NANOS = Duration.ofSeconds(1).toNanos();

    private static final int PATIENCE_ROUND_TRIPS = 4;

    /** The worst path last, and of connections over equal ones the one that was silent for longest. */
    private static final Comparator<EdgeConnection> WORST = Comparator.comparing(EdgeConnection::path)
            .thenComparing(EdgeConnection::lastReceivedNanos, Comparator.reverseOrder());

    private final NodeId id;
    private final EdgeBudget budget;
    private final long sinceNanos;
    private final ClockVoice clockVoice = new ClockVoice();
    private boolean outbound;
    private boolean begunWithLeave;
    private boolean duplicated;
    private boolean undialable;
    private @Nullable EdgeConnection current;
    /** The other connections. */
    private final List<EdgeConnection> spares = new ArrayList<>(1);

    private @Nullable HeldFrames held;
    private long lastReceivedNanos;
    private long usedNanos;
    private boolean used;
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

    /** Returns when the edge was registered, in monotonic nanoseconds. */
    public long sinceNanos() {
        return sinceNanos;
    }

    /** Returns whether one of the connections was dialed by this node. */
    public boolean isOutbound() {
        return outbound;
    }

    /** Returns how the current connection came about. */
    public PathKind path() {
        EdgeConnection written = current;
        return written == null ? PathKind.DIRECT : written.path();
    }

    /** Returns the connection that is written, null only before the first one is attached and after the last one is gone. */
    public @Nullable EdgeConnection current() {
        return current;
    }

    /** Returns all connections, the current one first. */
    public List<EdgeConnection> connections() {
        EdgeConnection first = current;
        if (first == null) {
            return List.of();
        }
        if (spares.isEmpty()) {
            return List.of(first);
        }
        List<EdgeConnection> all = new ArrayList<>(1 + spares.size());
        all.add(first);
        all.addAll(spares);
        return all;
    }

    /** Returns how many connections there are. */
    public int connectionCount() {
        return current == null ? 0 : 1 + spares.size();
    }

    /**
     * Adds a connection, whose attachment becomes its {@link EdgeConnection}.
     *
     * <p>One over a better kind of path becomes current, whoever dialed; one over a worse kind only if the current one is suspect. Among
     * equals a dialed one becomes current, since the peer cannot use it before we do; an accepted one becomes current unless the current
     * one was dialed and is not suspect: a peer that dials again has given up its older connection. Of too many earlier ones, the one over the worst path is
     * surplus, among equals one that the same side dialed, which the new one is to replace, and then the one that was silent for longer.
     *
     * @param path how the connection came about
     * @return the surplus connection that the caller must close, or null
     */
    public @Nullable Connection attach(Connection connection, PathKind path, long nowNanos) {
        EdgeConnection added = new EdgeConnection(connection, path, this, nowNanos);
        connection.attach(added);
        EdgeConnection surplus = surplusBeside(added);
        if (surplus != null) {
            detach(surplus);
        }
        EdgeConnection kept = current;
        if (kept == null) {
            current = added;
        } else if (takesOver(added, kept, nowNanos)) {
            current = added;
            spares.add(0, kept);
        } else {
            spares.add(added);
        }
        updateDirection();
        return surplus == null ? null : surplus.connection();
    }

    private static boolean takesOver(EdgeConnection added, EdgeConnection kept, long nowNanos) {
        if (added.path() != kept.path()) {
            return added.path().isBetterThan(kept.path()) || kept.isSuspect(nowNanos);
        }
        return added.connection().isOutbound() || !kept.connection().isOutbound() || kept.isSuspect(nowNanos);
    }

    private @Nullable EdgeConnection surplusBeside(EdgeConnection added) {
        List<EdgeConnection> all = connections();
        boolean alike = all.stream().allMatch(each -> each.path() == added.path());
        if (all.size() < (alike ? MAX_CONNECTIONS : MAX_MOVING_CONNECTIONS)) {
            return null;
        }
        boolean dialed = added.connection().isOutbound();
        return all.stream()
                .max(Comparator.comparing(EdgeConnection::path)
                        .thenComparing(each -> each.connection().isOutbound() == dialed)
                        .thenComparing(EdgeConnection::lastReceivedNanos, Comparator.reverseOrder()))
                .orElse(null);
    }

    /** Removes a connection; the best of the others becomes current. Returns whether a connection is left. */
    public boolean detach(EdgeConnection connection) {
        if (connection == current) {
            current = spares.stream().min(WORST).orElse(null);
            spares.remove(current);
        } else {
            spares.remove(connection);
        }
        updateDirection();
        return current != null;
    }

    /** Writes to one connection of this edge from now on. */
    public void prefer(EdgeConnection connection) {
        EdgeConnection before = current;
        if (before != null && spares.remove(connection)) {
            spares.add(0, before);
            current = connection;
        }
    }

    private void updateDirection() {
        outbound = connections().stream().anyMatch(left -> left.connection().isOutbound());
    }

    /** Sends a frame over the current connection, or over another one if the current is full or closed. */
    public WriteResult send(ByteBuf frame, long nowNanos) {
        EdgeConnection first = current;
        if (first == null) {
            return WriteResult.CLOSED;
        }
        WriteResult result = first.send(frame, nowNanos);
        for (int i = 0; i < spares.size() && result != WriteResult.ACCEPTED; i++) {
            WriteResult other = spares.get(i).send(frame, nowNanos);
            result = other == WriteResult.CLOSED ? result : other;
        }
        return result;
    }

    /**
     * Sends a frame so that it overtakes none that was sent in this way before: over the current connection alone as long as that is open. While
     * the edge {@linkplain #hold holds} such frames, it is kept.
     */
    public WriteResult sendInOrder(ByteBuf frame, long nowNanos) {
        used = true;
        usedNanos = nowNanos;
        HeldFrames waiting = held;
        if (waiting != null) {
            return waiting.add(frame) ? WriteResult.ACCEPTED : WriteResult.FULL;
        }
        EdgeConnection first = current;
        WriteResult result = first == null ? WriteResult.CLOSED : first.send(frame, nowNanos);
        return result == WriteResult.CLOSED ? send(frame, nowNanos) : result;
    }

    /** Keeps what is {@linkplain #sendInOrder sent in order} from now on. */
    public void hold() {
        if (held == null) {
            held = new HeldFrames();
        }
    }

    /** Returns whether frames that are sent in order are kept. */
    public boolean isHolding() {
        return held != null;
    }

    /**
     * Sends the kept frames, as many as there is room for; when none is left none is kept any more.
     *
     * @return false if some are left, because the current connection has no room yet or has ended
     */
    public boolean release(long nowNanos) {
        HeldFrames waiting = held;
        EdgeConnection first = current;
        if (waiting == null || first == null) {
            return true;
        }
        for (ByteBuf frame = waiting.peek(); frame != null; frame = waiting.peek()) {
            if (first.send(frame, nowNanos) != WriteResult.ACCEPTED) {
                return false;
            }
            waiting.remove();
        }
        held = null;
        return true;
    }

    /** Forgets the kept frames, at the end of the edge; returns how many. */
    public int discard() {
        HeldFrames waiting = held;
        held = null;
        return waiting == null ? 0 : waiting.clear();
    }

    /** Returns whether a frame of any size would be accepted now. */
    public boolean isWritable() {
        EdgeConnection first = current;
        boolean writable = first != null && first.connection().isWritable();
        for (int i = 0; i < spares.size() && !writable; i++) {
            writable = spares.get(i).connection().isWritable();
        }
        return writable;
    }

    /** Returns whether there is one connection, and nothing is due on it. */
    public boolean isAtRest() {
        EdgeConnection only = current;
        return only != null && spares.isEmpty() && only.isAtRest();
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

    /** Returns whether something was {@linkplain #sendInOrder sent in order} within a time: what the peer sends is not a sign of use. */
    public boolean isUsedWithin(long nanos, long nowNanos) {
        return used && nowNanos - usedNanos < nanos;
    }

    /** Notes that a frame arrived on any connection of this edge. */
    public void touch(long nowNanos) {
        lastReceivedNanos = nowNanos;
    }

    /** Returns when the last frame arrived, in monotonic nanoseconds. */
    public long lastReceivedNanos() {
        return lastReceivedNanos;
    }

    /** Notes a pong: the measured round trip and the address that the peer sees this node at. */
    public void onPong(long measuredNanos, Endpoint observed) {
        roundTripNanos = measuredNanos;
        observedEndpoint = observed;
    }

    /** Returns the address that the peer sees this node at, {@link Endpoint#UNKNOWN} before its first pong. */
    public Endpoint observedEndpoint() {
        return observedEndpoint;
    }

    /** Returns how long an answer may take before its connection is suspect: four round trips, at least a second. */
    public long patienceNanos() {
        return Math.max(MIN_PATIENCE_NANOS, PATIENCE_ROUND_TRIPS * roundTripNanos);
    }

    /** Returns the last measured round trip in nanoseconds, negative if there is none. */
    public long roundTripNanos() {
        return roundTripNanos;
    }
}
