package io.nodenet.routing;

/** Says how a contact became known; later constants are trusted more (W-14). */
public enum ContactSource {
    /** A third party told of it, in an answer with neighbours above all. */
    HEARSAY,
    /** Its owner signed it, as the originator of a message or the subject of its own answer. */
    OWNER,
    /** A handshake was completed: this very address answered with this key. */
    HANDSHAKE
}
