package io.nodenet.test.simulation;

import io.netty.buffer.ByteBuf;
import io.nodenet.address.Endpoint;
import io.nodenet.fact.CloseReason;
import io.nodenet.kad.NodeId;
import io.nodenet.transport.Connection;
import io.nodenet.transport.WriteResult;
import org.jspecify.annotations.Nullable;

/** A connection whose frames become what a {@link Misbehavior} makes of them; in all else the connection of the transport. */
final class BentConnection implements Connection {
    private final Connection connection;
    private final Misbehavior misbehavior;

    BentConnection(Connection connection, Misbehavior misbehavior) {
        this.connection = connection;
        this.misbehavior = misbehavior;
    }

    /** Returns the connection of the transport. */
    Connection straight() {
        return connection;
    }

    @Override
    public WriteResult send(ByteBuf frame) {
        return misbehavior.send(connection, frame);
    }

    @Override
    public NodeId remoteId() {
        return connection.remoteId();
    }

    @Override
    public Endpoint remoteEndpoint() {
        return connection.remoteEndpoint();
    }

    @Override
    public boolean isOutbound() {
        return connection.isOutbound();
    }

    @Override
    public boolean isWritable() {
        return connection.isWritable();
    }

    @Override
    public long waitingNanos() {
        return connection.waitingNanos();
    }

    @Override
    public void setReading(boolean reading) {
        connection.setReading(reading);
    }

    @Override
    public void close(CloseReason reason) {
        connection.close(reason);
    }

    @Override
    public CloseReason closeReason() {
        return connection.closeReason();
    }

    @Override
    public @Nullable Object attachment() {
        return connection.attachment();
    }

    @Override
    public void attach(@Nullable Object attachment) {
        connection.attach(attachment);
    }
}
