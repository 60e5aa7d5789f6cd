package io.nodenet.sample.messenger.store;

import io.nodenet.kad.NodeId;
import io.nodenet.sample.common.contact.Contact;

/**
 * The numbering of the messages with a contact.
 *
 * @param contact the contact
 * @param outbound the numbering of our messages
 * @param inbound the numbering of their messages
 * @param unread the number of their messages that the user has not seen
 */
public record Conversation(NodeId contact, Sequence outbound, Sequence inbound, int unread) {
    /**
     * The numbering in one direction.
     *
     * @param stream grows whenever the sender restarts its numbering, 0 before the first message
     * @param next the next sequence number, from 1
     */
    public record Sequence(long stream, long next) {
        /** Returns the sequence with another next number. */
        public Sequence withNext(long number) {
            return new Sequence(stream, number);
        }
    }

    /**
     * Returns a conversation without messages in either direction. Its stream is greater than that of any earlier contact with the same ID.
     */
    public static Conversation begin(Contact contact) {
        return new Conversation(
                contact.id(), new Sequence(contact.createdAt().toEpochMilli(), 1), new Sequence(0, 1), 0);
    }

    /** Returns the conversation with another number for our next message. */
    public Conversation withOutboundNext(long next) {
        return new Conversation(contact, outbound.withNext(next), inbound, unread);
    }

    /** Returns the conversation with another number for their next message, and with more unread messages. */
    public Conversation withInbound(Sequence expected, int arrived) {
        return new Conversation(contact, outbound, expected, unread + arrived);
    }
}
