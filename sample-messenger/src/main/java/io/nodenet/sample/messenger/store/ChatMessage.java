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
 * @param contact with whom
 * @param messageId its name, unique per sender
 * @param sequence its number among those of its sender
 * @param state how far it has come
 * @param text what was written
 * @param writtenAt when, by the writer's clock
 * @param acknowledgedAt when the other side acknowledged it, null before and for theirs
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
    /** Tells whether we wrote it. */
    public boolean outgoing() {
        return state != MessageState.RECEIVED;
    }
}
