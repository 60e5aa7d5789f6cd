package io.nodenet.spring.boot.request;

/** The outcome of a request of a peer. */
public enum ReplyOutcome {
    /** The reply was sent. */
    REPLIED,
    /** The peer was informed that there is no reply, and why. */
    FAILED,
    /** The peer was not informed, since too many were informed recently. */
    WITHHELD,
    /** The reply could not be sent. */
    UNSENT
}
