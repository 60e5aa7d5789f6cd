package io.nodenet.spring.boot.request;

/** The outcome for a message for which there was no edge. */
public enum RetryOutcome {
    /** It was sent once more. */
    RETRIED,
    /** There was no edge before the time was over, or before the application ended. */
    GIVEN_UP,
    /** Too many messages were already waiting. */
    REFUSED
}
