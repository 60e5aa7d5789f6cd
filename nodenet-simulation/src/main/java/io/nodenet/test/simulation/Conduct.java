package io.nodenet.test.simulation;

import io.netty.buffer.ByteBuf;
import io.nodenet.transport.Connection;

/** What stands between the core of a {@link SimulatedNode} and its connections: nothing, if the node is honest. */
class Conduct {
    static final Conduct HONEST = new Conduct();

    /** Returns what the core gets to see instead of a connection of the transport, the same each time. */
    Connection shown(Connection connection) {
        return connection;
    }

    /** Forgets a connection that has ended. */
    void ended(Connection connection) {}

    /** Sees a frame before the core does. */
    void received(ByteBuf frame) {}
}
