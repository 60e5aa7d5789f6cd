package io.nodenet.sample.call.call;

import io.nodenet.kad.NodeId;
import java.util.UUID;

/** Is told what is worth keeping of calls, and what pages are to read anew. Its methods neither block nor call back. */
public interface CallLog {
    /** Somebody has called whom the user did not hear in time. */
    void missed(UUID call, NodeId caller, boolean video);

    /** A call has ended. */
    void ended(Call call);

    /** What the user is shown of the call has changed. */
    void changed();
}
