package io.nodenet.spring.boot.observation;

/** The outcome for a message that was passed to the application. */
public enum ProcessOutcome {
    /** It is being handled. */
    IN_PROGRESS("in-progress"),
    /** Every matching handler has returned. */
    SUCCESS("success"),
    /** A handler threw an exception. */
    FAILURE("failure"),
    /** No handler threw, but the headers or the payload could not be converted for one of them. */
    UNCONVERTIBLE("unconvertible"),
    /** No handler threw, but the payload violates the constraints of a listener's parameter. */
    INVALID("invalid"),
    /** It waits for listeners, whose handling is observed separately, and there was no other handler for it. */
    QUEUED("queued"),
    /** No handler threw, but the queue of a listener was full. */
    QUEUE_FULL("queue-full"),
    /** There was no handler for it. */
    UNHANDLED("unhandled"),
    /** It is a request, and too many are in progress. */
    REFUSED("refused"),
    /** It is a reply without a pending request. */
    UNSOLICITED("unsolicited");

    private final String tag;

    ProcessOutcome(String tag) {
        this.tag = tag;
    }

    /** Returns the name used in meters. */
    public String tag() {
        return tag;
    }
}
