package io.nodenet.spring.boot.request;

/** What became of a request to a peer. */
public enum RequestOutcome {
    /** The reply came. */
    REPLIED,
    /** The peer told that there is no reply, and why. */
    FAILED,
    /** The reply is no object of the type that was asked for. */
    UNCONVERTIBLE,
    /** There was no reply in time. */
    TIMED_OUT,
    /** The caller wants none any more. */
    CANCELLED,
    /** It could not be sent. */
    UNSENT,
    /** Too many were pending. */
    REFUSED,
    /** The application stopped taking messages. */
    CLOSED
}
