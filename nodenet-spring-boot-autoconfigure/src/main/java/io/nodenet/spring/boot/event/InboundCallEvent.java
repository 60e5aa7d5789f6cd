package io.nodenet.spring.boot.event;

import io.nodenet.kad.NodeId;
import io.nodenet.media.MediaSession;
import io.nodenet.node.InboundCall;
import java.util.Optional;

/**
 * An inbound call of a peer to which the {@link io.nodenet.node.MediaConsent} of the application has consented; published on the media
 * threads of the node. The first listener to accept owns the session; if none accepts within 10 seconds, it is closed and counted.
 *
 * @param call the call
 */
public record InboundCallEvent(InboundCall call) {
    /** Returns the caller. */
    public NodeId caller() {
        return call.caller();
    }

    /** Accepts the call; empty if another listener has accepted it, or the call is over. */
    public Optional<MediaSession> accept() {
        return call.accept();
    }

    /** Refuses the call and notifies the caller; has no effect if the call was accepted or is over. */
    public void decline() {
        call.decline();
    }
}
