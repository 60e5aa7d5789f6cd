package io.nodenet.sample.call.signal;

import io.nodenet.sample.common.contact.ContactBook;

/** The reason why an inbound signal had no effect. */
public enum SignalDrop {
    /** It is too large. */
    TOO_LARGE,
    /** It is not a document, or lacks fields that its kind requires. */
    MALFORMED,
    /** Its version or kind is unknown. */
    UNKNOWN,
    /** Its sender is not an accepted contact; a ring is refused nevertheless. */
    NOT_A_CONTACT,
    /** Unknown callers ring faster than they are answered. */
    STRANGER_RATE,
    /** A contact sends signals too fast. */
    RATE,
    /** It is about a call that does not exist, or no longer does. */
    NO_SUCH_CALL,
    /** It is a signal that only the other side of this call may send. */
    WRONG_SIDE,
    /** A contact request arrived while too many already wait for the user. */
    REQUESTS_FULL,
    /** Contact requests arrive too fast. */
    REQUEST_RATE,
    /** A contact request came from a sender that the user declined. */
    DECLINED;

    /** Returns the reason for the drop of a contact request. */
    public static SignalDrop of(ContactBook.Drop drop) {
        return switch (drop) {
            case REQUESTS_FULL -> REQUESTS_FULL;
            case REQUEST_RATE -> REQUEST_RATE;
            case DECLINED -> DECLINED;
        };
    }
}
