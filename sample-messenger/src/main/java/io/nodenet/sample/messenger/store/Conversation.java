package io.nodenet.sample.messenger.store;

import io.nodenet.kad.NodeId;
import io.nodenet.sample.common.contact.Contact;

/**
 * Where the numbering of the messages with a contact stands.
 *
 * @param contact with whom
 * @param outbound the numbers of what we send
 * @param inbound the numbers of what they send
 * @param unread how many of their messages the user has not seen
 */
public record Conversation(NodeId contact, Sequence outbound, Sequence inbound, int unread) {
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

    /** Answers one without a message in either direction. Its stream is greater than that of any earlier contact with the same ID. */
    public static Conversation begin(Contact contact) {
        return new Conversation(
                contact.id(), new Sequence(contact.createdAt().toEpochMilli(), 1), new Sequence(0, 1), 0);
    }

    /** Answers it with another number for our next message. */
    public Conversation withOutboundNext(long next) {
        return new Conversation(contact, outbound.withNext(next), inbound, unread);
    }

    /** Answers it with another number for their next message, and with more that the user has not seen. */
    public Conversation withInbound(Sequence expected, int arrived) {
        return new Conversation(contact, outbound, expected, unread + arrived);
    }
}
