package io.nodenet.node.core;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.nodenet.address.Endpoint;
import io.nodenet.fact.CloseReason;
import io.nodenet.kad.NodeId;
import io.nodenet.transport.Connection;
import io.nodenet.transport.WriteResult;
import org.jspecify.annotations.Nullable;

/** A connection of a {@link CheckedCore} that takes frames as it is told to, and has each of them checked. */
final class CheckedConnection implements Connection {
    private final CheckedCore owner;
    private final NodeId remoteId;
    private final Endpoint remoteEndpoint;
    private final boolean outbound;
    private @Nullable Object attachment;
    private boolean reading = true;
    private boolean closed;
    private boolean ended;
    private WriteResult answer = WriteResult.ACCEPTED;

    CheckedConnection(CheckedCore owner, NodeId remoteId, Endpoint remoteEndpoint, boolean outbound) {
        this.owner = owner;
        this.remoteId = remoteId;
        this.remoteEndpoint = remoteEndpoint;
        this.outbound = outbound;
    }

    /** Sets what every send is answered from now on. */
    void answer(WriteResult result) {
        answer = result;
    }

    boolean isReading() {
        return reading;
    }

    /** Tells whether the core has closed this connection. */
    boolean isClosed() {
        return closed;
    }

    /** Notes that the core is being told of the end; answers whether it had not been told before. */
    boolean end() {
        boolean first = !ended;
        ended = true;
        return first;
    }

    @Override
    public NodeId remoteId() {
        return remoteId;
    }

    @Override
    public Endpoint remoteEndpoint() {
        return remoteEndpoint;
    }

    @Override
    public boolean isOutbound() {
        return outbound;
    }

    @Override
    public WriteResult send(ByteBuf frame) {
        owner.onSend(this, ByteBufUtil.getBytes(frame));
        WriteResult result = closed || ended ? WriteResult.CLOSED : answer;
        if (result == WriteResult.ACCEPTED) {
            owner.onSent();
        }
        return result;
    }

    @Override
    public boolean isWritable() {
        return !closed && !ended && answer == WriteResult.ACCEPTED;
    }

    @Override
    public void setReading(boolean on) {
        reading = on;
    }

    @Override
    public void close(CloseReason reason) {
        closed = true;
    }

    @Override
    public CloseReason closeReason() {
        return CloseReason.PEER_CLOSED;
    }

    @Override
    public @Nullable Object attachment() {
        return attachment;
    }

    @Override
    public void attach(@Nullable Object object) {
        attachment = object;
    }

    @Override
    public String toString() {
        return (outbound ? "to " : "from ") + remoteId.shortText() + (closed ? " closed" : "");
    }
}
