package io.nodenet.node.core;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.nodenet.address.Endpoint;
import io.nodenet.kad.NodeId;
import io.nodenet.transport.WriteResult;

/** A connection of a {@link CheckedCore} that takes frames as it is told to, and has each of them checked. */
final class CheckedConnection extends SinkConnection {
    private final CheckedCore owner;
    private boolean ended;
    private WriteResult answer = WriteResult.ACCEPTED;

    CheckedConnection(CheckedCore owner, NodeId remoteId, Endpoint remoteEndpoint, boolean outbound) {
        super(remoteId, remoteEndpoint, outbound);
        this.owner = owner;
    }

    /** Sets what every send is answered from now on. */
    void answer(WriteResult result) {
        answer = result;
    }

    /** Notes that the core is being told of the end; returns whether it had not been told before. */
    boolean end() {
        boolean first = !ended;
        ended = true;
        return first;
    }

    @Override
    public WriteResult send(ByteBuf frame) {
        owner.onSend(this, ByteBufUtil.getBytes(frame));
        WriteResult result = isClosed() || ended ? WriteResult.CLOSED : answer;
        if (result == WriteResult.ACCEPTED) {
            owner.onSent();
        }
        return result;
    }

    @Override
    public boolean isWritable() {
        return !isClosed() && !ended && answer == WriteResult.ACCEPTED;
    }
}
