package io.nodenet.test.simulation;

import io.netty.buffer.ByteBuf;
import io.nodenet.routing.Edge;
import io.nodenet.routing.EdgeConnection;
import io.nodenet.transport.Connection;
import io.nodenet.transport.WriteResult;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Decides what becomes of each frame that the core of a node sends, and sends frames of its own. */
abstract class Misbehavior extends Conduct {
    private final SimulatedNode node;
    private final Map<Connection, BentConnection> connections = new HashMap<>();

    Misbehavior(SimulatedNode node) {
        this.node = node;
    }

    SimulatedNode node() {
        return node;
    }

    @Override
    Connection shown(Connection connection) {
        return connections.computeIfAbsent(connection, each -> new BentConnection(each, this));
    }

    @Override
    void ended(Connection connection) {
        connections.remove(connection);
    }

    /** Sends what a frame of the core becomes; returns what the core is to believe. */
    WriteResult send(Connection connection, ByteBuf frame) {
        return connection.send(frame);
    }

    /** Does something again and again as long as the node lives. */
    void every(Duration period, Runnable act) {
        node.transport()
                .loop()
                .schedule(
                        () -> {
                            if (node.isAlive()) {
                                act.run();
                                every(period, act);
                            }
                        },
                        period.toNanos());
    }

    /** Returns the neighbours that there are, nearest first. */
    List<Edge> neighbours() {
        return node.core().edges().edges();
    }

    /** Sends a frame to a neighbour behind the back of the core. */
    static void sendTo(Edge neighbour, ByteBuf frame) {
        EdgeConnection current = neighbour.current();
        if (current != null && current.connection() instanceof BentConnection bent) {
            bent.straight().send(frame);
        }
    }
}
