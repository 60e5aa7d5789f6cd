package io.nodenet.sample.messenger.delivery;

import io.nodenet.sample.common.contact.ContactBook;

/**
 * How much of everything a messenger keeps.
 *
 * @param contacts how many contacts and requests
 * @param queued the most messages to one contact that are not acknowledged
 * @param heldBack the most messages of all contacts that wait for an earlier one
 * @param history the most messages of one chat that are kept
 */
public record Limits(ContactBook.Limits contacts, int queued, int heldBack, int history) {
    public static final Limits DEFAULT = new Limits(ContactBook.Limits.DEFAULT, 1_000, 1_024, 10_000);

    /** After how many messages of one direction a chat is cut back to {@code history}. */
    static final int PRUNE_EVERY = 64;
}
