package io.nodenet.sample.call.media;

import io.nodenet.kad.NodeId;
import io.nodenet.media.MediaSession;
import java.util.concurrent.CompletableFuture;

/** Opens media sessions. */
@FunctionalInterface
public interface Dialer {
    /** Opens a session to a peer; fails with a message for the user. */
    CompletableFuture<MediaSession> dial(NodeId peer);
}
