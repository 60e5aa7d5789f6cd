package io.nodenet.sample.common.contact;

/** The state of the agreement of two people to talk. */
public enum ContactState {
    /** We asked and wait for the answer. */
    INVITED,
    /** They asked; the user has to answer. */
    REQUESTED,
    /** Both sides agreed: messages travel. */
    ACCEPTED,
    /** They asked and the user declined; they are not informed, and their further requests are dropped. */
    DECLINED
}
