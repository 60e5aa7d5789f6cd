package io.nodenet.sample.call.signal;

import io.nodenet.sample.common.contact.ContactBook;

/** Why a signal that arrived had no effect. */
public enum SignalDrop {
    /** It is larger than one may be. */
    TOO_LARGE,
    /** It is no document, or lacks what its kind needs. */
    MALFORMED,
    /** It is of another version, or of a kind that this one does not have. */
    UNKNOWN,
    /** It came from somebody who is no accepted contact; a ring is refused all the same. */
    NOT_A_CONTACT,
    /** Strangers ring faster than they are answered. */
    STRANGER_RATE,
    /** A contact sends signals faster than anybody needs. */
    RATE,
    /** It is about a call that is not, or no more. */
    NO_SUCH_CALL,
    /** It is what the other side of this call says. */
    WRONG_SIDE,
    /** A contact request came while too many wait for the user already. */
    REQUESTS_FULL,
    /** Contact requests come too fast. */
    REQUEST_RATE,
    /** A contact request came from somebody whom the user declined. */
    DECLINED;

    /** Answers what a contact request was dropped for. */
    public static SignalDrop of(ContactBook.Drop drop) {
        return switch (drop) {
            case REQUESTS_FULL -> REQUESTS_FULL;
            case REQUEST_RATE -> REQUEST_RATE;
            case DECLINED -> DECLINED;
        };
    }
}
