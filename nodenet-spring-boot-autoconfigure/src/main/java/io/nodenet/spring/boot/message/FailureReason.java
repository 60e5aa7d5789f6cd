package io.nodenet.spring.boot.message;

import io.nodenet.metrics.Labels;
import org.jspecify.annotations.Nullable;

/** The reason why there is no reply to a request, as given in the header {@link NodenetHeaders#FAILURE}. */
public enum FailureReason {
    /** The listener threw an exception; also stands for unknown reasons. */
    FAILED,
    /** No listener handles such a message from this peer. */
    NO_LISTENER,
    /** The payload cannot be converted to the type that a listener expects. */
    UNCONVERTIBLE,
    /** The payload violates the constraints of that type. */
    INVALID,
    /** Too many requests are in progress, of all peers or of this one. */
    BUSY,
    /** The listener returned a future that did not complete in time. */
    TIMED_OUT;

    /** Returns the reason named by a header. */
    public static FailureReason of(@Nullable String header) {
        for (FailureReason reason : values()) {
            if (reason.header().equals(header)) {
                return reason;
            }
        }
        return FAILED;
    }

    /** Returns the name used in the header. */
    public String header() {
        return Labels.of(this);
    }
}
