package io.nodenet.sample.call.call;

import io.nodenet.kad.NodeId;
import java.util.UUID;

/** Receives calls worth recording, and changes that pages must reload. Its methods neither block nor call back. */
public interface CallLog {
    /** The user has missed a call. */
    void missed(UUID call, NodeId caller, boolean video);

    /** A call has ended. */
    void ended(Call call);

    /** The displayed state of the call has changed. */
    void changed();
}
