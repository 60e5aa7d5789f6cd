package io.nodenet.sample.messenger.store;

import io.nodenet.kad.NodeId;
import java.time.Instant;

/**
 * A contact as it is stored.
 *
 * @param id whom it is about
 * @param name what the user sees
 * @param state how far both have agreed
 * @param createdAt when it was entered
 * @param outbound the numbers of what we send
 * @param inbound the numbers of what they send
 * @param unread how many of their messages the user has not seen
 */
public record Contact(
        NodeId id,
        String name,
        ContactState state,
        Instant createdAt,
        Sequence outbound,
        Sequence inbound,
        int unread) {
    /**
     * Where the numbering of one direction stands.
     *
     * @param stream grows whenever the sender starts to count again, 0 before the first message
     * @param next the sequence number that comes next, from 1
     */
    public record Sequence(long stream, long next) {
        /** Answers the sequence with another next number. */
        public Sequence withNext(long number) {
            return new Sequence(stream, number);
        }
    }
}
