package io.nodenet.spring.boot.observation;

/** What became of a message that was handed to the application. */
public enum ProcessOutcome {
    /** It is being handled. */
    IN_PROGRESS("in-progress"),
    /** Every handler that it was for has returned. */
    SUCCESS("success"),
    /** A handler threw. */
    FAILURE("failure"),
    /** No handler threw, but its headers or its payload could not be converted for one of them. */
    UNCONVERTIBLE("unconvertible"),
    /** No handler threw, but its payload violates the constraints of a listener's parameter. */
    INVALID("invalid"),
    /** It waits for listeners, whose handling of it is observed by itself, and there was no other handler for it. */
    QUEUED("queued"),
    /** No handler threw, but there was no room in the queue of a listener. */
    QUEUE_FULL("queue-full"),
    /** There was no handler for it. */
    UNHANDLED("unhandled"),
    /** It is a request, and too many are under way. */
    REFUSED("refused"),
    /** It is a reply that nobody waits for. */
    UNSOLICITED("unsolicited");

    private final String tag;

    ProcessOutcome(String tag) {
        this.tag = tag;
    }

    /** Returns how it is called in meters. */
    public String tag() {
        return tag;
    }
}
