package io.nodenet.spring.boot.request;

/** The outcome of a request to a peer. */
public enum RequestOutcome {
    /** The reply arrived. */
    REPLIED,
    /** The peer reported that there is no reply, and why. */
    FAILED,
    /** The reply cannot be converted to the requested type. */
    UNCONVERTIBLE,
    /** There was no reply in time. */
    TIMED_OUT,
    /** The caller cancelled the request. */
    CANCELLED,
    /** It could not be sent. */
    UNSENT,
    /** Too many were pending. */
    REFUSED,
    /** The application stopped taking messages. */
    CLOSED
}
