package io.nodenet.sample.call.call;

import io.nodenet.metrics.Labels;

/** The reason why a call has ended. */
public enum EndReason {
    /** One of the two has hung up. */
    HUNG_UP,
    /** The callee refused it. */
    REFUSED,
    /** The callee is in another call. */
    BUSY,
    /** It rang but was not accepted. */
    NO_ANSWER,
    /** The telephone of the callee did not even report that it rings. */
    UNREACHABLE,
    /** The other side, or the path to it, is gone. */
    PEER_GONE,
    /** Both sides agreed, but no media session could be opened. */
    FAILED;

    /** Returns the name used by the page and the metrics. */
    public String label() {
        return Labels.of(this);
    }
}
