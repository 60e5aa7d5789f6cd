package io.nodenet.node;

/** What became of a message that was submitted with {@link Node#send}. */
public enum SendResult {
    /** It is on its way, or was put into the local inbox; whether it arrives only the receiving application can tell. */
    ACCEPTED,
    /** Too much is in progress: the submission budget is used up, or no edge has room. Nothing was sent; try again later. */
    FULL,
    /** There is no edge to leave over. Nothing was sent. */
    UNROUTABLE
}
