package io.nodenet.node.core.edge;

import io.nodenet.fact.CloseReason;
import io.nodenet.fact.PathChangeReason;
import io.nodenet.fact.PathKind;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.turn.Timers;
import io.nodenet.node.core.turn.Turn;
import io.nodenet.routing.Edge;
import io.nodenet.routing.EdgeConnection;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Moves the messages to a neighbour to a better path, so that none overtakes another and none is lost unless the old path is dead.
 *
 * <pre>
 * a better connection is up: direct messages are held, and a ping follows the last one over the old connection
 *   the pong comes, or two round trips (500 ms to 3 s) are over, or the old connection ends
 *     held messages leave over the new connection
 * </pre>
 *
 * <p>[L] A leave on a relayed connection beside a better one says that its sender sends nothing more on it. The peer moves as well and says
 * the same; whoever hears that closes the connection, and whoever hears nothing does so after the longest time that a move takes. A
 * deployed node drops its edge for the leave, and takes the other connection for a new one as soon as a ping comes over it
 * (docs/protocol/04, section 9). Routed messages, which have no order, take the better path at once.
 */
public final class PathMoves implements EdgeObserver {
    /** The least time after which an old path is given up. */
    static final long MIN_WAIT_NANOS = Duration.ofMillis(500).toNanos();

    /** The most time after which an old path is given up; within this time the peer has moved too. */
    static final long MAX_WAIT_NANOS = Duration.ofSeconds(3).toNanos();

    /** The pause before a ping that found no room is sent again. */
    static final long PING_AGAIN_NANOS = Duration.ofMillis(50).toNanos();

    private static final int ROUND_TRIPS = 2;

    private final Turn turn;
    private final Timers timers;
    private final Edges edges;
    private final ControlPlane control;
    /** The moves in progress; one for each edge at most. */
    private final Map<Edge, Move> moves = new HashMap<>();
    /** The connections that this node has left, and when it closes them if the peer does not; fewer than there are connections. */
    private final Map<EdgeConnection, Timers.Deadline> left = new HashMap<>();

    public PathMoves(Turn turn, Timers timers, Edges edges, ControlPlane control) {
        this.turn = turn;
        this.timers = timers;
        this.edges = edges;
        this.control = control;
    }

    @Override
    public void onConnection(EdgeConnection added) {
        Edge edge = added.edge();
        List<EdgeConnection> all = edge.connections();
        if (all.size() < 2) {
            return;
        }
        EdgeConnection current = all.get(0);
        if (current != added) {
            closeIfUseless(added, current);
        } else if (current.path().isBetterThan(all.get(1).path())) {
            begin(all.get(1), PathChangeReason.BETTER_PATH);
        }
    }

    /** Closes a connection of this node that came too late, once all observers have seen it. */
    private void closeIfUseless(EdgeConnection added, EdgeConnection current) {
        if (added.connection().isOutbound() && current.path().isBetterThan(added.path())) {
            timers.after(0, () -> {
                if (added.connection().attachment() == added && added.edge().current() != added) {
                    edges.drop(added, CloseReason.SUPERSEDED);
                }
            });
        }
    }

    /** Takes a leave: of a relayed path, where there is a better one, else of the whole edge. */
    public void onLeave(EdgeConnection connection) {
        Edge edge = connection.edge();
        connection.setLeftByPeer();
        EdgeConnection better = connection.path() == PathKind.RELAYED ? better(edge) : null;
        Move move = moves.get(edge);
        if (better == null) {
            edges.drop(edge, CloseReason.PEER_LEFT);
        } else if (connection == edge.current()) {
            edge.prefer(better);
            begin(connection, PathChangeReason.LEFT_BY_PEER);
        } else if (move == null || move.from != connection) {
            edges.drop(connection, CloseReason.SUPERSEDED);
        }
    }

    private static @Nullable EdgeConnection better(Edge edge) {
        for (EdgeConnection each : edge.connections()) {
            if (each.path() != PathKind.RELAYED && !each.isLeftByPeer()) {
                return each;
            }
        }
        return null;
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // pings of one instant are equal, and the last of them counts
    public void onPong(EdgeConnection connection, EdgeConnection.Ping ping) {
        Move move = moves.get(connection.edge());
        if (move != null && move.ping == ping) {
            move.end();
        }
    }

    @Override
    public void onLost(EdgeConnection connection) {
        Edge edge = connection.edge();
        Move move = moves.get(edge);
        if (move != null && (move.from == connection || move.from == edge.current())) {
            move.end();
        }
        boolean wasLeft = keep(connection);
        EdgeConnection current = edge.current();
        if (current == null) {
            return;
        }
        keep(current);
        if (wasLeft) {
            control.ping(current);
        }
        releaseRest(edge);
    }

    /** Closes a connection no longer that this node has left; returns whether it was about to. */
    private boolean keep(EdgeConnection connection) {
        Timers.Deadline close = left.remove(connection);
        if (close != null) {
            close.cancel();
        }
        return close != null;
    }

    @Override
    public void onRoom(NodeId peer) {
        Edge edge = edges.table().get(peer);
        if (edge != null) {
            releaseRest(edge);
        }
    }

    @Override
    public void onDown(Edge edge, CloseReason reason) {
        Move move = moves.remove(edge);
        if (move != null) {
            move.stopWaiting();
        }
        left.entrySet().removeIf(each -> {
            boolean gone = each.getKey().edge() == edge;
            if (gone) {
                each.getValue().cancel();
            }
            return gone;
        });
    }

    /** A connection has room again: sends what is held for it. */
    public void onWritable(EdgeConnection connection) {
        if (connection == connection.edge().current()) {
            releaseRest(connection.edge());
        }
    }

    /** Sends what the new path had no room for when the move ended. */
    private void releaseRest(Edge edge) {
        if (edge.isHolding() && !moves.containsKey(edge)) {
            release(edge);
        }
    }

    private void release(Edge edge) {
        if (edge.release(turn.nowNanos())) {
            edges.roomAgain(edge);
        }
    }

    private void begin(EdgeConnection from, PathChangeReason reason) {
        Edge edge = from.edge();
        if (moves.containsKey(edge)) {
            return; // what is held goes over whichever connection is current in the end
        }
        Move move = new Move(from, reason);
        moves.put(edge, move);
        edge.hold();
        move.begin();
    }

    private void leave(EdgeConnection connection) {
        left.put(connection, timers.after(MAX_WAIT_NANOS, () -> edges.drop(connection, CloseReason.SUPERSEDED)));
        control.leave(connection);
    }

    /** One edge on its way from one connection to a better one. */
    private final class Move {
        private final EdgeConnection from;
        private final PathKind pathBefore;
        private final PathChangeReason reason;
        private EdgeConnection.@Nullable Ping ping;
        private Timers.@Nullable Deadline wait;
        private Timers.@Nullable Deadline again;

        Move(EdgeConnection from, PathChangeReason reason) {
            this.from = from;
            this.pathBefore = from.path();
            this.reason = reason;
        }

        void begin() {
            long roundTrips = ROUND_TRIPS * from.edge().roundTripNanos();
            wait = timers.after(Math.min(MAX_WAIT_NANOS, Math.max(MIN_WAIT_NANOS, roundTrips)), this::end);
            ping();
        }

        private void ping() {
            ping = control.pingBehind(from);
            if (ping == null && moves.get(from.edge()) == this) {
                again = timers.after(PING_AGAIN_NANOS, this::ping);
            }
        }

        void end() {
            Edge edge = from.edge();
            moves.remove(edge);
            stopWaiting();
            boolean left = edge.current() != from && from.connection().attachment() == from;
            if (left && from.isLeftByPeer()) {
                edges.drop(from, CloseReason.SUPERSEDED);
            } else if (left && from.path() == PathKind.RELAYED) {
                leave(from);
            }
            release(edge);
            edges.tellPath(edge, pathBefore, reason);
        }

        void stopWaiting() {
            for (Timers.Deadline each : new Timers.@Nullable Deadline[] {wait, again}) {
                if (each != null) {
                    each.cancel();
                }
            }
        }
    }
}
