package io.nodenet.sample.call.media;

import io.nodenet.metrics.Labels;

/** Why a frame or a word between page, node and peer had no effect. */
public enum FrameDrop {
    /** It is none, or its size does not fit its kind. */
    MALFORMED,
    /** It comes on a channel that calls do not use. */
    UNKNOWN_CHANNEL,
    /** There are more of its kind than anybody needs. */
    RATE,
    /** It came over a session that has not said to which call it belongs. */
    UNBOUND,
    /** It has come before. */
    DUPLICATE,
    /** A later one has been shown already. */
    LATE,
    /** It builds on a frame that is missing. */
    INCOMPLETE,
    /** What was sent before has not left yet. */
    BACKLOG,
    /** It is larger than the path or a message carries. */
    TOO_LARGE,
    /** There is no room for video at all. */
    PAUSED,
    /** The session had no room for it. */
    BACKPRESSURE,
    /** There is no session. */
    CLOSED,
    /** The session gave it up. */
    STALLED,
    /** No page is there to take it. */
    NO_PAGE,
    /** The page does not take what it is sent fast enough. */
    PAGE_SLOW;

    /** Answers the name that the page and the metrics show. */
    public String label() {
        return Labels.of(this);
    }
}
