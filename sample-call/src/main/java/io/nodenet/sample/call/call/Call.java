package io.nodenet.sample.call.call;

import io.nodenet.kad.NodeId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A call as it is now.
 *
 * @param id chosen by the caller
 * @param peer the other side
 * @param outbound whether this side is the caller
 * @param video whether the caller means to be seen
 * @param state how far it is
 * @param reason why it has ended, null before
 * @param text what to tell the user of the end beyond the reason, null for nothing
 * @param since when it came into its state, in milliseconds of the clock of the machine
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
