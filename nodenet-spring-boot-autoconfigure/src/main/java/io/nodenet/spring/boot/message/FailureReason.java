package io.nodenet.spring.boot.message;

import io.nodenet.metrics.Labels;
import org.jspecify.annotations.Nullable;

/** Why there is no reply to a request, as the header {@link NodenetHeaders#FAILURE} says. */
public enum FailureReason {
    /** The listener threw; also a reason that is not known here. */
    FAILED,
    /** No listener takes such a message from this peer. */
    NO_LISTENER,
    /** The payload is no object of the type that a listener takes. */
    UNCONVERTIBLE,
    /** The payload violates the constraints of that type. */
    INVALID,
    /** Too many requests are under way, of all peers or of this one. */
    BUSY,
    /** The listener returned a future that did not complete in time. */
    TIMED_OUT;

    /** Returns the reason that a header names. */
    public static FailureReason of(@Nullable String header) {
        for (FailureReason reason : values()) {
            if (reason.header().equals(header)) {
                return reason;
            }
        }
        return FAILED;
    }

    /** Returns how it is called in the header. */
    public String header() {
        return Labels.of(this);
    }
}
