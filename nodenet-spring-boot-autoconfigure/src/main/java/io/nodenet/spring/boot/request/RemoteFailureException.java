package io.nodenet.spring.boot.request;

import io.nodenet.NodenetException;
import io.nodenet.kad.NodeId;
import io.nodenet.spring.boot.message.FailureReason;
import io.nodenet.spring.boot.message.PlainText;

/** Thrown when a peer reports that there is no reply to a request, and why. */
public final class RemoteFailureException extends NodenetException {
    /** The maximum number of characters of the peer's text. */
    public static final int MAX_CHARACTERS = 200;

    private static final long serialVersionUID = 1L;

    private final transient NodeId peer;
    private final FailureReason reason;
    private final String text;

    private RemoteFailureException(NodeId peer, FailureReason reason, String line) {
        super("Peer " + peer.shortText() + " has no reply (" + reason.header() + ")"
                + (line.isEmpty() ? "" : ": " + line));
        this.peer = peer;
        this.reason = reason;
        this.text = line;
    }

    /**
     * Creates an exception for a failure reported by a peer.
     *
     * @param text the peer's text; truncated to {@value #MAX_CHARACTERS} characters, with question marks for invisible ones
     */
    static RemoteFailureException of(NodeId peer, FailureReason reason, String text) {
        return new RemoteFailureException(peer, reason, PlainText.oneLine(text, MAX_CHARACTERS));
    }

    /** Returns the peer that was asked. */
    public NodeId peer() {
        return peer;
    }

    /** Returns the reason given by the peer. */
    public FailureReason reason() {
        return reason;
    }

    /** Returns the peer's text, a single line of at most {@value #MAX_CHARACTERS} characters; may be empty. */
    public String text() {
        return text;
    }
}
