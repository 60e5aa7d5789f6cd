package io.nodenet.node.core.edge;

import io.nodenet.ConnectionClosedException;
import io.nodenet.fact.CloseReason;
import io.nodenet.fact.ConnectivityPhase;
import io.nodenet.fact.DropReason;
import io.nodenet.fact.NodeCounter;
import io.nodenet.fact.NodeEvent;
import io.nodenet.fact.PathChangeReason;
import io.nodenet.fact.PathKind;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.port.ApplicationOutput;
import io.nodenet.node.core.port.Counts;
import io.nodenet.node.core.turn.Turn;
import io.nodenet.routing.Edge;
import io.nodenet.routing.EdgeConnection;
import io.nodenet.routing.EdgeTable;
import io.nodenet.transport.Connection;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Creates and removes edges: the only place that changes the edge table.
 *
 * <p>A connection that this node closed carries {@link #CLOSED}, so that a frame still queued behind the close revives nothing.
 */
public final class Edges {
    /** The attachment of a connection that has ended. */
    public static final Closed CLOSED = new Closed();

    /** Marks a connection that has ended. */
    public static final class Closed {}

    private final Turn turn;
    private final EdgeTable table;
    private final EdgeLimiter limiter;
    private final Counts counts;
    private final ApplicationOutput application;
    private List<EdgeObserver> observers = List.of();
    private Predicate<Connection> roomMaker = newcomer -> false;
    private Function<Connection, PathKind> acceptedPaths = connection -> PathKind.DIRECT;

    public Edges(Turn turn, EdgeTable table, EdgeLimiter limiter, Counts counts, ApplicationOutput application) {
        this.turn = turn;
        this.table = table;
        this.limiter = limiter;
        this.counts = counts;
        this.application = application;
    }

    public EdgeTable table() {
        return table;
    }

    /** Sets who learns of changes, in this order; called once, where the core is wired. */
    public void observers(EdgeObserver... all) {
        observers = List.of(all);
    }

    /** Sets who makes room for a newcomer when all inbound slots are taken; called once, where the core is wired. */
    public void roomMaker(Predicate<Connection> maker) {
        roomMaker = maker;
    }

    /** Sets who knows how a connection that a peer made came about; called once, where the core is wired. */
    public void acceptedPaths(Function<Connection, PathKind> judge) {
        acceptedPaths = judge;
    }

    /** Makes a connection an edge as {@link #register(Connection, PathKind)} does: one that was dialed, or one that a peer made. */
    @Nullable
    public EdgeConnection register(Connection connection) {
        return register(connection, connection.isOutbound() ? PathKind.DIRECT : acceptedPaths.apply(connection));
    }

    /**
     * Makes a connection an edge, or adds it to the edge that its peer has already.
     *
     * @param path how the connection came about
     * @return the connection within its edge, which may have turned out to be down meanwhile, or null if it was refused: then it is
     *     closed and counted
     */
    @Nullable
    public EdgeConnection register(Connection connection, PathKind path) {
        NodeId peer = connection.remoteId();
        Edge existing = table.get(peer);
        if (existing != null) {
            join(existing, connection, path);
            EdgeConnection live = announce(connection);
            keepInboundCap(existing);
            return live;
        }
        long now = turn.nowNanos();
        Edge edge = new Edge(peer, connection.isOutbound(), limiter.take(peer), now);
        ConnectivityPhase before = table.phase();
        EdgeTable.AddResult result = table.add(edge);
        if (result == EdgeTable.AddResult.INBOUND_FULL && roomMaker.test(connection)) {
            counts.drop(DropReason.INBOUND_FULL);
            result = table.add(edge);
        }
        if (result != EdgeTable.AddResult.ADDED) {
            limiter.remember(peer, edge.budget(), now);
            boolean self = result == EdgeTable.AddResult.SELF;
            refuse(
                    connection,
                    self ? DropReason.CONNECTION_TO_SELF : DropReason.INBOUND_FULL,
                    self ? CloseReason.SELF : CloseReason.INBOUND_FULL);
            return null;
        }
        edge.attach(connection, path, now);
        counts.count(NodeCounter.EDGES_ESTABLISHED);
        application.event(
                new NodeEvent.PeerConnected(peer, edge.path(), edge.isOutbound(), connection.remoteEndpoint()));
        tellPhase(before);
        return announce(connection);
    }

    /** Closes a connection that becomes no edge, and counts why. */
    public void refuse(Connection connection, DropReason drop, CloseReason close) {
        counts.drop(drop);
        close(connection, close);
    }

    /** Closes every connection of an edge and removes it. */
    public void drop(Edge edge, CloseReason reason) {
        if (table.get(edge.id()) != edge) {
            return;
        }
        ConnectivityPhase before = table.phase();
        table.remove(edge.id());
        for (EdgeConnection connection : edge.connections()) {
            failPings(connection);
            close(connection.connection(), reason);
        }
        gone(edge, reason, before);
    }

    /** Removes an edge whose connections take no frame any more; the reason is that of the connection that was written. */
    public void dropClosed(Edge edge) {
        EdgeConnection written = edge.current();
        drop(
                edge,
                written == null ? CloseReason.PEER_CLOSED : written.connection().closeReason());
    }

    /** Removes a connection that takes no frame any more. */
    public void dropClosed(EdgeConnection connection) {
        drop(connection, connection.connection().closeReason());
    }

    /** Closes one connection of an edge, which lives on if it has another one. */
    public void drop(EdgeConnection connection, CloseReason reason) {
        connection.connection().close(reason);
        lost(connection, reason);
    }

    /** Takes a connection that has ended out of its edge; the edge goes with its last one. */
    public void lost(EdgeConnection connection, CloseReason reason) {
        Edge edge = connection.edge();
        connection.connection().attach(CLOSED);
        failPings(connection);
        ConnectivityPhase before = table.phase();
        PathKind pathBefore = edge.path();
        if (edge.detach(connection)) {
            table.update();
            tellPath(edge, pathBefore, PathChangeReason.CONNECTION_LOST);
            tellPhase(before);
            observers.forEach(observer -> observer.onLost(connection));
            keepInboundCap(edge);
        } else if (table.get(edge.id()) == edge) {
            table.remove(edge.id());
            gone(edge, reason, before);
        }
    }

    /**
     * Closes what the peer had before a connection that it began with a leave. A dial of this node that crossed it stays: the peer left what it
     * had before both, and may have heard a leave on this one, too.
     */
    public void leaveEarlier(EdgeConnection begun) {
        for (EdgeConnection connection : begun.edge().connections()) {
            if (connection != begun && !connection.mayHaveCrossed(turn.nowNanos())) {
                drop(connection, CloseReason.PEER_LEFT);
            }
        }
    }

    private void join(Edge edge, Connection connection, PathKind path) {
        ConnectivityPhase before = table.phase();
        PathKind pathBefore = edge.path();
        Connection surplus = edge.attach(connection, path, turn.nowNanos());
        edge.touch(turn.nowNanos());
        if (surplus != null && surplus.attachment() instanceof EdgeConnection old) {
            failPings(old);
            refuse(surplus, DropReason.SURPLUS_CONNECTION, CloseReason.SURPLUS);
            observers.forEach(observer -> observer.onLost(old));
        }
        table.update();
        if (pathBefore.isBetterThan(edge.path())) {
            tellPath(edge, pathBefore, PathChangeReason.PATH_STUCK);
        }
        tellPhase(before);
    }

    /** Has the edge that is least useful go if one takes an inbound slot too many, because the connection that this node dialed is gone. */
    private void keepInboundCap(Edge edge) {
        EdgeConnection left = edge.current();
        if (left != null && !edge.isOutbound() && table.hasTooManyInbound()) {
            counts.drop(DropReason.INBOUND_FULL);
            if (!roomMaker.test(left.connection())) {
                drop(edge, CloseReason.INBOUND_FULL);
            }
        }
    }

    /** Writes to one connection of an edge from now on, because the one before carries nothing more. */
    public void prefer(EdgeConnection connection) {
        Edge edge = connection.edge();
        PathKind before = edge.path();
        edge.prefer(connection);
        tellPath(edge, before, PathChangeReason.PATH_STUCK);
        roomAgain(edge);
    }

    /** Tells the application by which path an edge goes now, if that is another kind than before. */
    void tellPath(Edge edge, PathKind before, PathChangeReason reason) {
        EdgeConnection written = edge.current();
        if (written != null && written.path() != before) {
            application.event(new NodeEvent.PathChanged(
                    edge.id(),
                    before,
                    written.path(),
                    edge.isOutbound(),
                    written.connection().remoteEndpoint(),
                    reason));
        }
    }

    /** Takes that what is sent in order to a peer may have room again. */
    void roomAgain(Edge edge) {
        observers.forEach(observer -> observer.onRoom(edge.id()));
    }

    /** Tells all observers that the network of this node has changed. */
    public void networkChanged() {
        counts.count(NodeCounter.NETWORK_CHANGES);
        observers.forEach(EdgeObserver::onNetworkChange);
    }

    /** Takes the answer to a ping of this node. */
    void answered(EdgeConnection connection, EdgeConnection.Ping ping) {
        observers.forEach(observer -> observer.onPong(connection, ping));
    }

    private EdgeConnection announce(Connection connection) {
        if (!(connection.attachment() instanceof EdgeConnection live)) {
            throw new IllegalStateException("An edge has not attached its connection");
        }
        observers.forEach(observer -> observer.onConnection(live));
        return live;
    }

    private void gone(Edge edge, CloseReason reason, ConnectivityPhase before) {
        counts.drop(DropReason.CLOSED_CONNECTION, edge.discard());
        limiter.remember(edge.id(), edge.budget(), turn.nowNanos());
        counts.count(NodeCounter.EDGES_LOST);
        application.event(new NodeEvent.PeerDisconnected(edge.id(), reason));
        tellPhase(before);
        observers.forEach(observer -> observer.onDown(edge, reason));
    }

    private void failPings(EdgeConnection connection) {
        for (EdgeConnection.Ping ping = connection.pongReceived(); ping != null; ping = connection.pongReceived()) {
            if (ping.operation() != 0) {
                application.failed(
                        ping.operation(),
                        new ConnectionClosedException(
                                "The connection to " + connection.peer() + " went down before the pong came"));
            }
        }
    }

    private void tellPhase(ConnectivityPhase before) {
        ConnectivityPhase phase = table.phase();
        if (phase != before) {
            application.event(new NodeEvent.PhaseChanged(before, phase, table.outboundCount()));
        }
    }

    private static void close(Connection connection, CloseReason reason) {
        connection.attach(CLOSED);
        connection.close(reason);
    }
}
