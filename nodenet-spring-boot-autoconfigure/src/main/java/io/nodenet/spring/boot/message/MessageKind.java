package io.nodenet.spring.boot.message;

import io.nodenet.metrics.Labels;
import org.jspecify.annotations.Nullable;

/** The kind of a message, as given in its header {@link NodenetHeaders#KIND}. */
public enum MessageKind {
    /** A message that expects no reply; also stands for unknown kinds. */
    MESSAGE,
    /** A message that expects a reply. */
    REQUEST,
    /** The reply to a request. */
    REPLY,
    /** A notice that there is no reply to a request, and why. */
    FAILURE;

    static MessageKind of(@Nullable String header) {
        for (MessageKind kind : values()) {
            if (kind != MESSAGE && kind.header().equals(header)) {
                return kind;
            }
        }
        return MESSAGE;
    }

    /** Returns the name used in the header. */
    public String header() {
        return Labels.of(this);
    }
}
