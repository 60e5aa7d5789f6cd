package io.nodenet.node.core;

import io.netty.buffer.ByteBuf;
import io.nodenet.address.Endpoint;
import io.nodenet.fact.CloseReason;
import io.nodenet.kad.NodeId;
import io.nodenet.transport.Connection;
import io.nodenet.transport.WriteResult;
import org.jspecify.annotations.Nullable;

/** A connection without another end, which takes every frame, keeps none and allocates nothing. */
public class SinkConnection implements Connection {
    private final NodeId remoteId;
    private final Endpoint remoteEndpoint;
    private final boolean outbound;
    private @Nullable Object attachment;
    private boolean reading = true;
    private boolean closed;
    private int taken;

    public SinkConnection(NodeId remoteId, Endpoint remoteEndpoint, boolean outbound) {
        this.remoteId = remoteId;
        this.remoteEndpoint = remoteEndpoint;
        this.outbound = outbound;
    }

    /** Returns how many frames it took. */
    int taken() {
        return taken;
    }

    boolean isReading() {
        return reading;
    }

    /** Returns whether the core has closed this connection. */
    public boolean isClosed() {
        return closed;
    }

    @Override
    public final NodeId remoteId() {
        return remoteId;
    }

    @Override
    public final Endpoint remoteEndpoint() {
        return remoteEndpoint;
    }

    @Override
    public final boolean isOutbound() {
        return outbound;
    }

    @Override
    public WriteResult send(ByteBuf frame) {
        taken++;
        return WriteResult.ACCEPTED;
    }

    @Override
    public boolean isWritable() {
        return true;
    }

    @Override
    public long waitingNanos() {
        return -1;
    }

    @Override
    public final void setReading(boolean on) {
        reading = on;
    }

    @Override
    public final void close(CloseReason reason) {
        closed = true;
    }

    @Override
    public final CloseReason closeReason() {
        return CloseReason.PEER_CLOSED;
    }

    @Override
    public final @Nullable Object attachment() {
        return attachment;
    }

    @Override
    public final void attach(@Nullable Object object) {
        attachment = object;
    }

    @Override
    public String toString() {
        return (outbound ? "to " : "from ") + remoteId.shortText() + (closed ? " closed" : "");
    }
}
