package io.nodenet.sample.messenger.delivery;

/**
 * How much of everything a messenger keeps.
 *
 * @param contacts the most contacts that were invited or accepted
 * @param requests the most contact requests that wait for the user, and the most declined ones that are remembered
 * @param queued the most messages to one contact that are not acknowledged
 * @param heldBack the most messages of all contacts that wait for an earlier one
 * @param history the most messages of one chat that are kept
 */
public record Limits(int contacts, int requests, int queued, int heldBack, int history) {
    public static final Limits DEFAULT = new Limits(200, 20, 1_000, 1_024, 10_000);

    /** After how many messages of one direction a chat is cut back to {@code history}. */
    static final int PRUNE_EVERY = 64;
}
