package io.nodenet.spring.boot.message;

import io.nodenet.metrics.Labels;
import org.jspecify.annotations.Nullable;

/** What a message is to its receiver, as its header {@link NodenetHeaders#KIND} says. */
public enum MessageKind {
    /** One that wants no reply; also of a kind that is not known here. */
    MESSAGE,
    /** One that wants a reply. */
    REQUEST,
    /** What a request was answered with. */
    REPLY,
    /** Why there is no reply. */
    FAILURE;

    static MessageKind of(@Nullable String header) {
        for (MessageKind kind : values()) {
            if (kind != MESSAGE && kind.header().equals(header)) {
                return kind;
            }
        }
        return MESSAGE;
    }

    /** Returns how it is called in the header. */
    public String header() {
        return Labels.of(this);
    }
}
