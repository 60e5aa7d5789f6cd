package io.nodenet.sample.call.call;

import io.nodenet.kad.NodeId;
import java.util.UUID;

/** Opens and ends the media sessions of a call. Its methods neither block nor call back. */
public interface MediaPort {
    /** Opens a media session to the callee. */
    void open(UUID call, NodeId callee);

    /** Ends all sessions and the page of a call. */
    void end(Call call);
}
