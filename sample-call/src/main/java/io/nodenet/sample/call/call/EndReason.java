package io.nodenet.sample.call.call;

import io.nodenet.metrics.Labels;

/** Why a call has ended. */
public enum EndReason {
    /** One of the two has hung up. */
    HUNG_UP,
    /** The callee did not want it. */
    REFUSED,
    /** The callee is in another call. */
    BUSY,
    /** It rang, and nobody took it. */
    NO_ANSWER,
    /** The telephone of the callee did not even say that it rings. */
    UNREACHABLE,
    /** The other side, or the way to it, is gone. */
    PEER_GONE,
    /** Both wanted, and yet nothing came of it. */
    FAILED;

    /** Answers the name that the page and the metrics show. */
    public String label() {
        return Labels.of(this);
    }
}
