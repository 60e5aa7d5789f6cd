package io.nodenet.transport.quic.edge;

import io.nodenet.address.Endpoint;
import io.nodenet.transport.quic.socket.PeerPath;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Knows the address of a peer on the current path of its connection, in canonical text. The loop only. */
final class PathFollower {
    private final @Nullable PeerPath path;
    private InetSocketAddress remote;
    private Endpoint endpoint;

    private PathFollower(@Nullable PeerPath path, InetSocketAddress remote) {
        this.path = path;
        this.remote = remote;
        this.endpoint = Endpoint.quic(remote);
    }

    /** Returns the path to an address that was dialed, which stays. */
    static PathFollower dialed(InetSocketAddress remote) {
        return new PathFollower(null, remote);
    }

    /** Returns the path of an accepted connection, which a NAT may change. */
    static PathFollower of(PeerPath path) {
        return new PathFollower(path, path.remote());
    }

    /** Returns whether this side dialed. */
    boolean isDialed() {
        return path == null;
    }

    /** Returns the address of the peer. */
    Endpoint endpoint() {
        if (path != null && !path.remote().equals(remote)) {
            remote = path.remote();
            endpoint = Endpoint.quic(remote);
        }
        return endpoint;
    }

    /** Takes note that data of the peer has come. */
    void onData() {
        if (path != null) {
            path.onData();
        }
    }
}
