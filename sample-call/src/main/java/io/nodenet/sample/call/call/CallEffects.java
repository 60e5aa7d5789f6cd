package io.nodenet.sample.call.call;

import io.nodenet.kad.NodeId;
import io.nodenet.sample.call.signal.Signal;
import java.util.UUID;

/** Does what a {@link CallMachine} decides. Called while it decides: must neither block nor call back. */
public interface CallEffects {
    /** Sends a signal, which may get lost. */
    void send(NodeId to, Signal signal);

    /** Opens a media session to the callee, who has accepted. */
    void open(UUID call, NodeId callee);

    /** Ends everything that belongs to a call. */
    void ended(Call call);

    /** What the user is shown of the call has changed. */
    void changed();

    /** Somebody has called whom the user did not hear in time. */
    void missed(UUID call, NodeId caller, boolean video);
}
