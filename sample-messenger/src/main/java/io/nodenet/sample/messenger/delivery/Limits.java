package io.nodenet.sample.messenger.delivery;

import io.nodenet.sample.common.contact.ContactBook;

/**
 * The limits of a messenger.
 *
 * @param contacts the limits of contacts and requests
 * @param queued the maximum number of unacknowledged messages to one contact
 * @param heldBack the maximum number of messages of all contacts that wait for an earlier one
 * @param history the maximum number of stored messages of one chat
 */
public record Limits(ContactBook.Limits contacts, int queued, int heldBack, int history) {
    public static final Limits DEFAULT = new Limits(ContactBook.Limits.DEFAULT, 1_000, 1_024, 10_000);

    /** The number of messages in one direction after which a chat is trimmed to {@code history}. */
    static final int PRUNE_EVERY = 64;
}
