package io.nodenet.transport.quic.edge;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.quic.QuicConnectionCloseEvent;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.nodenet.fact.CloseReason;
import org.jspecify.annotations.Nullable;

/** What a QUIC connection carries once its handshake is complete: an edge, or a media session. The loop only. */
public interface ChannelUser {
    /** Takes a stream that the peer has opened, inside the codec's call; returns false if it is refused. */
    boolean accept(QuicStreamChannel stream);

    /**
     * Takes a datagram of the peer, inside the codec's call.
     *
     * @param datagram borrowed
     */
    void onDatagram(ByteBuf datagram);

    /** Takes an event of the codec, inside its call. */
    default void onEvent(Object event) {}

    /** Takes what went wrong in the codec, inside its call. */
    void onError(Throwable cause);

    /** Closes the connection, what was sent just before first. */
    void shutdown(CloseReason reason);

    /** Takes that the connection is gone. */
    void ended(@Nullable QuicConnectionCloseEvent peerClose);
}
