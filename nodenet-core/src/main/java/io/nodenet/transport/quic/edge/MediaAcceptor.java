package io.nodenet.transport.quic.edge;

import io.netty.handler.codec.quic.QuicChannel;
import io.nodenet.kad.NodeId;
import io.nodenet.transport.quic.socket.PeerPath;
import org.jspecify.annotations.Nullable;

/** Takes the accepted connections that are to carry media, inside the codec's call. */
public interface MediaAcceptor {
    /**
     * Takes a connection.
     *
     * @param maxDatagram the largest datagram that the codec takes, 0 if the peer takes none
     * @return what it carries; null if it is refused: that is counted, and the acceptor closes it in a later turn
     */
    @Nullable
    ChannelUser accept(QuicChannel channel, NodeId remoteId, PeerPath path, int maxDatagram);
}
