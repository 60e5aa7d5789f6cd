package io.nodenet.transport;

import io.netty.buffer.ByteBuf;
import io.nodenet.address.Endpoint;
import io.nodenet.fact.CloseReason;
import io.nodenet.fact.MediaCloseReason;

/** What a {@link Transport} tells the node above it; every call is made on the transport's {@link NodeLoop}. */
public interface TransportListener {
    /**
     * One whole frame arrived. An accepted connection becomes known with its first frame.
     *
     * @param frame the readable bytes are the frame, 0 to 65,536 of them, always backed by a heap array; borrowed: valid until the
     *     method returns, may be modified in place until then, and must be retained or copied to be kept
     */
    void onFrame(Connection connection, ByteBuf frame);

    /** A connection of which {@link #onFrame} or {@link #onDialed} told has ended; the last call for it. */
    void onConnectionClosed(Connection connection, CloseReason reason);

    /** A connection that had answered {@link WriteResult#FULL} has room again. */
    void onWritable(Connection connection);

    /** A dial succeeded: the handshake is complete and the peer is the expected one. It may still refuse us right afterwards. */
    void onDialed(long operation, Connection connection);

    /** A dial failed or was cancelled; the last call for the operation. */
    void onDialFailed(long operation, DialFailure failure);

    /** Addresses of this host have come or gone: {@link Transport#localEndpoints()} answers others than before. */
    default void onLocalEndpointsChanged() {}

    /**
     * A {@linkplain Transport#openRelay relay session} is open.
     *
     * @param callerSide the local address that the caller dials; never a wildcard
     * @param calleeSide the local address to which the callee punches
     */
    default void onRelayOpened(long session, Endpoint callerSide, Endpoint calleeSide) {}

    /**
     * A relay session was not opened; the last call for it.
     *
     * @param reason what the operator should know, one line
     */
    default void onRelayRefused(long session, String reason) {}

    /**
     * A relay session that was open has ended by itself: it carried nothing for a while, or an address of this host is gone. The last call for
     * it; the close of the transport ends all sessions without one.
     */
    default void onRelayClosed(long session) {}

    /** A peer has opened a media session, about which nothing was decided yet: it lives, and {@link MediaConnection#close} refuses it. */
    default void onMedia(MediaConnection session) {
        session.close(MediaCloseReason.DECLINED);
    }

    /** It is known which datagrams fit the path of a session of which {@link #onMedia} told; follows unless it ends first. */
    default void onMediaReady(MediaConnection session) {}

    /** A {@linkplain Transport#openMedia media session} is open. The peer may still refuse it, which is an ordinary end of the session. */
    default void onMediaOpened(long operation, MediaConnection session) {}

    /** A media session was not opened; the last call for the operation. */
    default void onMediaFailed(long operation, DialFailure failure) {}

    /** A media session of which {@link #onMedia} or {@link #onMediaOpened} told has ended; the last call for it. */
    default void onMediaClosed(MediaConnection session, MediaCloseReason reason) {}
}
