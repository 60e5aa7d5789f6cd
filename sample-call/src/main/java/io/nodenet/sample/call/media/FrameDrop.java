package io.nodenet.sample.call.media;

import io.nodenet.metrics.Labels;

/** The reason why a frame or control message between page, node and peer had no effect. */
public enum FrameDrop {
    /** It is invalid, or its size does not fit its kind. */
    MALFORMED,
    /** It arrived on a channel that calls do not use. */
    UNKNOWN_CHANNEL,
    /** There are too many of its kind. */
    RATE,
    /** It arrived over a session that is not bound to a call yet. */
    UNBOUND,
    /** It is a duplicate. */
    DUPLICATE,
    /** A later one has been shown already. */
    LATE,
    /** It builds on a frame that is missing. */
    INCOMPLETE,
    /** Earlier frames have not been sent yet. */
    BACKLOG,
    /** It is too large for the path or a message. */
    TOO_LARGE,
    /** Video is off. */
    PAUSED,
    /** The session had no room for it. */
    BACKPRESSURE,
    /** There is no session. */
    CLOSED,
    /** The session abandoned it. */
    STALLED,
    /** There is no page. */
    NO_PAGE,
    /** The page does not read fast enough. */
    PAGE_SLOW;

    /** Returns the name used by the page and the metrics. */
    public String label() {
        return Labels.of(this);
    }
}
