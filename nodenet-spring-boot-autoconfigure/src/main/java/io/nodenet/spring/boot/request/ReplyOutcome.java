package io.nodenet.spring.boot.request;

/** What became of the request of a peer. */
public enum ReplyOutcome {
    /** The reply left. */
    REPLIED,
    /** The peer was told that there is no reply, and why. */
    FAILED,
    /** The peer was told nothing, since too many were told such a thing lately. */
    WITHHELD,
    /** The reply could not be sent. */
    UNSENT
}
