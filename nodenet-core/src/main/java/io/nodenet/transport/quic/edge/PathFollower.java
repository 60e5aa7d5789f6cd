package io.nodenet.transport.quic.edge;

import io.netty.handler.codec.quic.QuicChannel;
import io.nodenet.address.Endpoint;
import io.nodenet.transport.quic.loop.FlushQueue;
import java.net.InetSocketAddress;
import java.util.Objects;

/** Knows the address of a peer on the current path of its connection, which a NAT may change. The loop only. */
final class PathFollower {
    private final QuicChannel quic;
    private final FlushQueue flushes;
    private InetSocketAddress remote;
    private Endpoint endpoint;

    PathFollower(QuicChannel quic, FlushQueue flushes) {
        this.quic = quic;
        this.flushes = flushes;
        this.remote = Objects.requireNonNull((InetSocketAddress) quic.remoteSocketAddress());
        this.endpoint = Endpoint.quic(remote);
    }

    /** Returns the address of the peer, in canonical text. */
    Endpoint endpoint() {
        return endpoint;
    }

    /** Takes note that data of the peer has come: if it was in the packet being read, the source of that packet is the current path. */
    void onData() {
        if (flushes.inBurst()
                && quic.remoteSocketAddress() instanceof InetSocketAddress source
                && !source.equals(remote)) {
            remote = source;
            endpoint = Endpoint.quic(source);
        }
    }
}
