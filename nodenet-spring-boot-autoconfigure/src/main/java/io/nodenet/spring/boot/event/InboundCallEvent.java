package io.nodenet.spring.boot.event;

import io.nodenet.kad.NodeId;
import io.nodenet.media.MediaSession;
import io.nodenet.node.InboundCall;
import java.util.Optional;

/**
 * A peer calls, whom the {@link io.nodenet.node.MediaConsent} of the application allows to; published on threads of the node that are for media alone. The
 * listener that accepts first has the session; if none does within 10 seconds, it is closed and counted.
 *
 * @param call the call
 */
public record InboundCallEvent(InboundCall call) {
    /** Returns who calls. */
    public NodeId caller() {
        return call.caller();
    }

    /** Takes the session; empty if another listener has it, or the call is over. */
    public Optional<MediaSession> accept() {
        return call.accept();
    }

    /** Refuses the call, as the caller is told; without effect if it was taken or is over. */
    public void decline() {
        call.decline();
    }
}
