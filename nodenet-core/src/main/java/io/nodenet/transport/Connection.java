package io.nodenet.transport;

import io.netty.buffer.ByteBuf;
import io.nodenet.address.Endpoint;
import io.nodenet.fact.CloseReason;
import io.nodenet.kad.NodeId;
import org.jspecify.annotations.Nullable;

/**
 * One authenticated, bidirectional, ordered and reliable connection to a peer.
 *
 * <p>All methods must be called on the {@link NodeLoop} of the transport, except {@link #isWritable()}, which any thread may read.
 */
public interface Connection {
    /** Returns the identity that the peer proved in the handshake. */
    NodeId remoteId();

    /** Returns the address of the peer on the current path, in canonical text; follows a NAT rebinding. */
    Endpoint remoteEndpoint();

    /** Returns whether this side dialed. */
    boolean isOutbound();

    /**
     * Sends one frame: copies it into the bounded aggregation buffer of this connection, which is written once per turn of the loop.
     *
     * @param frame the readable bytes are the frame, at most 65,536 of them; borrowed: neither its indexes nor its reference
     *     count change, and it may be reused as soon as this method returns
     * @return never blocks; {@link WriteResult#FULL} tells that nothing was taken, and {@link TransportListener#onWritable} follows
     *     once there is room again
     */
    WriteResult send(ByteBuf frame);

    /** Returns whether the aggregation buffer has room for a frame of any size. Any thread. */
    boolean isWritable();

    /**
     * Returns for how many nanoseconds bytes have waited for the network without any of them being taken, negative if none wait. What
     * the network has taken may still be lost on the way.
     */
    long waitingNanos();

    /**
     * Pauses or resumes reading; while paused, flow control pushes back on the peer. Frames already decoded in this turn may still
     * arrive.
     */
    void setReading(boolean reading);

    /**
     * Closes the connection after the bytes in the aggregation buffer were handed to the network. Idempotent. No frame of this
     * connection is delivered after the call, and {@link TransportListener#onConnectionClosed} follows in a later turn.
     */
    void close(CloseReason reason);

    /** Returns why the connection is closing or has ended, {@link CloseReason#PEER_CLOSED} as long as nothing else is known. */
    CloseReason closeReason();

    /** Returns what the listener attached, or null. */
    @Nullable
    Object attachment();

    /** Attaches an object of the listener: it finds its own state without a look-up. */
    void attach(@Nullable Object attachment);
}
