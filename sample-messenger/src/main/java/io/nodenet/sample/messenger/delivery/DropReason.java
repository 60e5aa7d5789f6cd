package io.nodenet.sample.messenger.delivery;

import io.nodenet.sample.common.contact.ContactBook;

/** Why an envelope that arrived had no effect. */
public enum DropReason {
    /** It is none of this version, larger than one may be, or has a text or name that may not be. */
    MALFORMED,
    /** It came from somebody who is no accepted contact. */
    NOT_A_CONTACT,
    /** A contact request came while too many wait for the user already. */
    REQUESTS_FULL,
    /** Contact requests come too fast. */
    REQUEST_RATE,
    /** A contact request came from somebody whom the user declined. */
    DECLINED,
    /** The message is in the database already; it is acknowledged again. */
    DUPLICATE,
    /** The message belongs to a stream that its sender has left behind. */
    OLD_STREAM,
    /** Earlier messages are missing, and no more may wait for them. */
    HELD_BACK_FULL,
    /** The acknowledgement names a message that was never sent. */
    WRONG_ACK;

    static DropReason of(ContactBook.Drop drop) {
        return switch (drop) {
            case REQUESTS_FULL -> REQUESTS_FULL;
            case REQUEST_RATE -> REQUEST_RATE;
            case DECLINED -> DECLINED;
        };
    }
}
