package io.nodenet.spring.boot.request;

import io.nodenet.NodenetException;
import io.nodenet.kad.NodeId;
import io.nodenet.spring.boot.message.FailureReason;
import io.nodenet.spring.boot.message.PlainText;

/** A peer told that there is no reply to a request, and why. */
public final class RemoteFailureException extends NodenetException {
    /** The most characters of the text of a peer. */
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
     * Creates the failure that a peer told.
     *
     * @param text what the peer says, cut to {@value #MAX_CHARACTERS} characters, of which those that cannot be seen become question marks
     */
    static RemoteFailureException of(NodeId peer, FailureReason reason, String text) {
        return new RemoteFailureException(peer, reason, PlainText.oneLine(text, MAX_CHARACTERS));
    }

    /** Returns the peer that was asked. */
    public NodeId peer() {
        return peer;
    }

    /** Returns why there is no reply, as the peer says. */
    public FailureReason reason() {
        return reason;
    }

    /** Returns what the peer says, of one line and at most {@value #MAX_CHARACTERS} characters; may be empty. */
    public String text() {
        return text;
    }
}
