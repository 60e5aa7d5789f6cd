package io.nodenet.sample.call.call;

import io.nodenet.metrics.Labels;

/** The state of a call. */
public enum CallState {
    /** The telephone of the callee has been called but has not answered. */
    CALLING,
    /** The telephone of the callee rings. */
    RINGING,
    /** The callee has accepted, and the media session is being opened. */
    CONNECTING,
    /** The two are connected. */
    ACTIVE,
    /** It is over. */
    ENDED;

    /** Returns the name used by the page. */
    public String label() {
        return Labels.of(this);
    }
}
