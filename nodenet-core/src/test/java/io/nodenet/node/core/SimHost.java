package io.nodenet.node.core;

import io.netty.buffer.ByteBuf;
import io.nodenet.address.Endpoint;
import io.nodenet.fact.CloseReason;
import io.nodenet.kad.NodeId;

/** Whoever owns one end of a simulated connection. */
interface SimHost {
    NodeId id();

    Endpoint endpoint();

    /** Takes a frame, backed by an array at an offset, that is released after the call. */
    void onFrame(SimConnection connection, ByteBuf frame);

    void onClosed(SimConnection connection, CloseReason reason);

    void onWritable(SimConnection connection);
}
