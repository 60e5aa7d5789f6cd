package io.nodenet.sample.messenger.store;

import io.nodenet.kad.NodeId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A message as it is stored.
 *
 * @param position its place in the chat, growing
 * @param revision grows with each change of any message
 * @param contact the contact
 * @param messageId its ID, unique per sender
 * @param sequence its number among those of its sender
 * @param state its delivery state
 * @param text its text
 * @param writtenAt the time of writing, by the writer's clock
 * @param acknowledgedAt the time of its acknowledgement by the other side, null before and for theirs
 */
public record ChatMessage(
        long position,
        long revision,
        NodeId contact,
        UUID messageId,
        long sequence,
        MessageState state,
        String text,
        Instant writtenAt,
        @Nullable Instant acknowledgedAt) {
    /** Returns whether we wrote it. */
    public boolean outgoing() {
        return state != MessageState.RECEIVED;
    }
}
