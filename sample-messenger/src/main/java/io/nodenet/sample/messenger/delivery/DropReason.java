package io.nodenet.sample.messenger.delivery;

import io.nodenet.sample.common.contact.ContactBook;

/** The reason why an inbound envelope had no effect. */
public enum DropReason {
    /** It is not an envelope of this version, too large, or has an invalid text or name. */
    MALFORMED,
    /** Its sender is not an accepted contact. */
    NOT_A_CONTACT,
    /** A contact request arrived while too many already wait for the user. */
    REQUESTS_FULL,
    /** Contact requests arrive too fast. */
    REQUEST_RATE,
    /** A contact request came from a sender that the user declined. */
    DECLINED,
    /** The message is already in the database; it is acknowledged again. */
    DUPLICATE,
    /** The message belongs to an obsolete stream of its sender. */
    OLD_STREAM,
    /** Earlier messages are missing, and no more messages may wait for them. */
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
