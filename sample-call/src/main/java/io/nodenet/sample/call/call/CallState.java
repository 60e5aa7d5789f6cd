package io.nodenet.sample.call.call;

import io.nodenet.metrics.Labels;

/** How far a call is. */
public enum CallState {
    /** The telephone of the callee is asked, and has not answered. */
    CALLING,
    /** It rings at the callee. */
    RINGING,
    /** The callee has accepted, and the media session is being opened. */
    CONNECTING,
    /** The two talk. */
    ACTIVE,
    /** It is over. */
    ENDED;

    /** Answers the name that the page shows. */
    public String label() {
        return Labels.of(this);
    }
}
