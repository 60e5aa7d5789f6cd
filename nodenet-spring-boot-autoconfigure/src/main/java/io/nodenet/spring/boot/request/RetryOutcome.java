package io.nodenet.spring.boot.request;

/** What became of a message that found no edge to leave over. */
public enum RetryOutcome {
    /** It was sent once more. */
    RETRIED,
    /** There was no edge until the time was over. */
    GIVEN_UP,
    /** Too many waited already. */
    REFUSED
}
