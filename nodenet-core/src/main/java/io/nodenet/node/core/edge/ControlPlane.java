package io.nodenet.node.core.edge;

import io.netty.buffer.ByteBuf;
import io.nodenet.BackpressureException;
import io.nodenet.ConnectionClosedException;
import io.nodenet.UnroutableException;
import io.nodenet.address.Endpoint;
import io.nodenet.fact.CloseReason;
import io.nodenet.fact.DropReason;
import io.nodenet.fact.NodeCounter;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.port.ApplicationOutput;
import io.nodenet.node.core.port.Counts;
import io.nodenet.node.core.turn.Turn;
import io.nodenet.routing.Edge;
import io.nodenet.routing.EdgeConnection;
import io.nodenet.routing.EdgeConnection.Ping;
import io.nodenet.transport.WriteResult;
import io.nodenet.wire.AddressCodec;
import io.nodenet.wire.Cursor;
import io.nodenet.wire.FrameHeader;
import io.nodenet.wire.FrameType;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Speaks ping, pong, leave and sibling requests with the direct neighbours (docs/protocol/02, section 5, [C]). */
public final class ControlPlane {
    private final Turn turn;
    private final Edges edges;
    private final FrameWriter writer;
    private final Counts counts;
    private final ApplicationOutput application;
    private final SelfCoordinates self;
    private final Cursor cursor = new Cursor();
    private Consumer<EdgeConnection> leaves = connection -> {};

    public ControlPlane(
            Turn turn,
            Edges edges,
            FrameWriter writer,
            Counts counts,
            ApplicationOutput application,
            SelfCoordinates self) {
        this.turn = turn;
        this.edges = edges;
        this.writer = writer;
        this.counts = counts;
        this.application = application;
        this.self = self;
    }

    /** Pings a neighbour for the application; completes with the round trip in nanoseconds. */
    public void ping(long operation, NodeId peer) {
        Edge edge = edges.table().get(peer);
        EdgeConnection connection = edge == null ? null : edge.current();
        if (connection == null) {
            application.failed(
                    operation, new UnroutableException("No edge to " + peer + ": only neighbours can be pinged"));
            return;
        }
        switch (ping(connection, operation)) {
            case ACCEPTED -> {}
            case FULL ->
                application.failed(
                        operation, new BackpressureException("The connection to " + peer + " takes no ping now"));
            case CLOSED ->
                application.failed(operation, new ConnectionClosedException("The connection to " + peer + " is down"));
        }
    }

    /** Pings on one connection for its liveness. */
    public void ping(EdgeConnection connection) {
        ping(connection, 0);
    }

    /** Asks the edge to a peer, if there is one, whether it lives. */
    public void ping(NodeId peer) {
        Edge edge = edges.table().get(peer);
        EdgeConnection connection = edge == null ? null : edge.current();
        if (connection != null) {
            ping(connection);
        }
    }

    /** Returns a ping on the connection that it came on. */
    public void onPing(EdgeConnection connection) {
        if (!connection.edge().budget().tryPing(turn.nowNanos())) {
            counts.drop(DropReason.RATE_LIMITED_PING);
            return;
        }
        ByteBuf pong = writer.pong(connection.connection().remoteEndpoint());
        if (sent(connection, connection.reply(pong)) == WriteResult.ACCEPTED) {
            counts.count(NodeCounter.PONGS_SENT);
        }
    }

    public void onPong(EdgeConnection connection, FrameHeader header, byte[] array) {
        Endpoint observed = AddressCodec.read(cursor.reset(array, header.payloadOffset(), header.payloadLength()));
        if (!cursor.isCleanEnd()) {
            counts.drop(DropReason.MALFORMED_PAYLOAD);
            return;
        }
        Ping ping = connection.pongReceived();
        if (ping == null) {
            counts.drop(DropReason.UNSOLICITED_PONG);
            return;
        }
        long now = turn.nowNanos();
        connection.pingAnswered(ping, now);
        long roundTripNanos = now - ping.sentNanos();
        connection.edge().onPong(roundTripNanos, observed);
        edges.answered(connection, ping);
        self.onReport(connection, observed);
        if (ping.operation() != 0) {
            application.completed(ping.operation(), roundTripNanos);
        }
    }

    /** Sets who takes a leave; called once, where the core is wired. */
    public void leaves(Consumer<EdgeConnection> taker) {
        leaves = taker;
    }

    public void onLeave(EdgeConnection connection) {
        leaves.accept(connection);
    }

    /** Asks for the contacts nearest to a neighbour; returns whether the question left. */
    public boolean siblings(EdgeConnection connection, long nonce) {
        return sent(connection, connection.send(writer.siblings(nonce), turn.nowNanos())) == WriteResult.ACCEPTED;
    }

    /** Says goodbye to a neighbour for which this node has no room, and closes the edge. */
    public void release(Edge edge) {
        edge.connections().forEach(this::leave);
        counts.count(NodeCounter.EDGES_RELEASED);
        edges.drop(edge, CloseReason.RELEASED);
    }

    /** Says goodbye on one connection. */
    public void leave(EdgeConnection connection) {
        sent(connection, connection.send(writer.empty(FrameType.LEAVE), turn.nowNanos()));
    }

    /** Pings behind what was sent on one connection; returns the ping, null if there is no room for it. */
    @Nullable
    Ping pingBehind(EdgeConnection connection) {
        if (!connection.canPing()) {
            return null;
        }
        Ping ping = new Ping(turn.nowNanos(), 0);
        return ping(connection, ping) == WriteResult.ACCEPTED ? ping : null;
    }

    private WriteResult ping(EdgeConnection connection, long operation) {
        return connection.canPing() ? ping(connection, new Ping(turn.nowNanos(), operation)) : WriteResult.FULL;
    }

    private WriteResult ping(EdgeConnection connection, Ping ping) {
        WriteResult result = sent(connection, connection.send(writer.empty(FrameType.PING), turn.nowNanos()));
        if (result == WriteResult.ACCEPTED) {
            connection.pingSent(ping);
            counts.count(NodeCounter.PINGS_SENT);
        }
        return result;
    }

    private WriteResult sent(EdgeConnection connection, WriteResult result) {
        switch (result) {
            case ACCEPTED -> {}
            case FULL -> counts.drop(DropReason.SEND_BUFFER_FULL);
            case CLOSED -> edges.dropClosed(connection);
        }
        return result;
    }
}
