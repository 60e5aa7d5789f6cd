package io.nodenet.transport;

import io.nodenet.address.Endpoint;
import io.nodenet.fact.MediaCloseReason;
import io.nodenet.fact.PathKind;
import io.nodenet.kad.NodeId;
import io.nodenet.media.MediaSession;
import io.nodenet.media.MediaStats;
import java.util.concurrent.Executor;

/** A media session as the node sees it, whose end the listener of the transport is told. */
public interface MediaConnection {
    /** Returns the identity that the peer proved in the handshake. */
    NodeId remoteId();

    /** Returns where the peer is. */
    Endpoint remoteEndpoint();

    /** Returns whether this side opened it. */
    boolean isOutbound();

    /** Returns when it was opened: monotonic nanoseconds of the loop. */
    long openedNanos();

    /** Returns its figures. Any thread. */
    MediaStats stats();

    /**
     * Makes it the application's, once. What has come before waits in its queues. Any thread.
     *
     * @param executor where its receiver is called
     * @param path how it reaches the peer
     */
    MediaSession handOver(Executor executor, PathKind path);

    /** Closes it; {@link TransportListener#onMediaClosed} follows in a later turn. The peer is told why if it refuses. Any thread; idempotent. */
    void close(MediaCloseReason reason);
}
