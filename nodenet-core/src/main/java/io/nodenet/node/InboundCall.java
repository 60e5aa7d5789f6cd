package io.nodenet.node;

import io.nodenet.fact.PathKind;
import io.nodenet.kad.NodeId;
import io.nodenet.media.MediaSession;
import java.time.Duration;
import java.util.Optional;

/**
 * A media session that a peer has opened, which {@link MediaConsent} allows and nobody has taken yet. Whoever accepts it first has it; if nobody
 * does within {@link #PATIENCE}, or the peer hangs up before, it is over. What the peer sends meanwhile waits in the queues of the session. All
 * methods may be called from any thread, and none blocks.
 */
public interface InboundCall {
    /** How long a call waits for somebody who takes it: 10 seconds. */
    Duration PATIENCE = Duration.ofSeconds(10);

    /** The most calls that wait. */
    int MAX_WAITING = 8;

    /** Returns who calls. */
    NodeId caller();

    /** Returns how the session reaches the peer. */
    PathKind path();

    /** Takes the session; empty if somebody else has it, or the call is over. */
    Optional<MediaSession> accept();

    /** Refuses the call, as the caller is told; without effect if it was taken or is over. */
    void decline();
}
