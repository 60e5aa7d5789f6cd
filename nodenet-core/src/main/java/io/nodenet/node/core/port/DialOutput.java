package io.nodenet.node.core.port;

import io.nodenet.address.Endpoint;
import io.nodenet.address.HostPort;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.NodeCore;

/** The port through which the core asks for connections, its own and those that it relays for others; every answer comes back with the operation's number in a later input. */
public interface DialOutput {
    /** Dials; {@link NodeCore#onDialed} or {@link NodeCore#onDialFailed} follows. */
    void dial(long operation, NodeId peer, Endpoint endpoint, long timeoutNanos);

    /** Cancels a dial that may have ended already. */
    void cancelDial(long operation);

    /** Sends one datagram that opens the way for what comes from a target; there is no answer. */
    void punch(Endpoint target);

    /**
     * Opens a relay session between two peers; {@link NodeCore#onRelayOpened} or {@link NodeCore#onRelayRefused} follows, and after the
     * former {@link NodeCore#onRelayClosed} once the session has ended by itself.
     *
     * @param session the number of the session
     * @param caller where the peer that dials is seen
     * @param callee where the other one is
     */
    void openRelay(long session, Endpoint caller, Endpoint callee);

    /** Closes a relay session that may have ended already; no answer follows. */
    void closeRelay(long session);

    /** Returns whether media sessions can be opened. */
    default boolean hasMedia() {
        return false;
    }

    /** Opens a media session; {@link NodeCore#calls} is told of the end. */
    default void openMedia(long operation, NodeId peer, Endpoint endpoint, long timeoutNanos) {
        throw new UnsupportedOperationException("There is no media");
    }

    /** Cancels the opening of a media session that may have ended already. */
    default void cancelMedia(long operation) {}

    /** Resolves a configured name, never one that a peer told us; {@link NodeCore#onResolved} follows. */
    void resolve(long operation, HostPort address);
}
