package io.nodenet.sample.call.call;

import io.nodenet.kad.NodeId;
import io.nodenet.sample.call.signal.Signal;
import java.util.UUID;

/** Executes the decisions of a {@link CallMachine}. Called while it decides: must neither block nor call back. */
public interface CallEffects {
    /** Sends a signal, which may get lost. */
    void send(NodeId to, Signal signal);

    /** Opens a media session to the callee, who has accepted. */
    void open(UUID call, NodeId callee);

    /** Ends everything that belongs to a call. */
    void ended(Call call);

    /** The displayed state of the call has changed. */
    void changed();

    /** The user has missed a call. */
    void missed(UUID call, NodeId caller, boolean video);
}
