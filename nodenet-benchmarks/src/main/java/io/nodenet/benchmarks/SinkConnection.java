package io.nodenet.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.nodenet.address.Endpoint;
import io.nodenet.fact.CloseReason;
import io.nodenet.kad.NodeId;
import io.nodenet.transport.Connection;
import io.nodenet.transport.WriteResult;
import org.jspecify.annotations.Nullable;

/** A connection that copies each frame into a buffer, like a real one, and discards it. */
final class SinkConnection implements Connection {
    private static final int BUFFER_BYTES = 1 << 17;

    private final NodeId remoteId;
    private final ByteBuf buffer = Unpooled.buffer(BUFFER_BYTES);
    private @Nullable Object attachment;

    SinkConnection(NodeId remoteId) {
        this.remoteId = remoteId;
    }

    @Override
    public NodeId remoteId() {
        return remoteId;
    }

    @Override
    public Endpoint remoteEndpoint() {
        return Endpoint.UNKNOWN;
    }

    @Override
    public boolean isOutbound() {
        return false;
    }

    @Override
    public WriteResult send(ByteBuf frame) {
        int length = frame.readableBytes();
        buffer.clear().writeBytes(frame, frame.readerIndex(), length);
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
    public void setReading(boolean reading) {}

    @Override
    public void close(CloseReason reason) {}

    @Override
    public CloseReason closeReason() {
        return CloseReason.PEER_CLOSED;
    }

    @Override
    public @Nullable Object attachment() {
        return attachment;
    }

    @Override
    public void attach(@Nullable Object value) {
        attachment = value;
    }
}
