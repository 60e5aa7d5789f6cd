package io.nodenet.sample.call.call;

import io.nodenet.kad.NodeId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The current state of a call.
 *
 * @param id the ID chosen by the caller
 * @param peer the other side
 * @param outbound whether this side is the caller
 * @param video whether the caller wants to send video
 * @param state its state
 * @param reason the reason of its end, null before
 * @param text details of the end for the user, null for none
 * @param since the time at which it entered its state, in milliseconds of the machine's clock
 */
public record Call(
        UUID id,
        NodeId peer,
        boolean outbound,
        boolean video,
        CallState state,
        @Nullable EndReason reason,
        @Nullable String text,
        long since) {
    /** Returns whether it has not ended. */
    public boolean isLive() {
        return state != CallState.ENDED;
    }
}
