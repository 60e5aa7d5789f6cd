package io.nodenet.fact;

/** How the connection of an edge came about, the best kind first (docs/protocol/06, section 3). */
public enum PathKind {
    /** The peer was dialed at one of its addresses. */
    DIRECT,
    /** Both ends punched holes into their NATs. */
    PUNCHED,
    /** A volunteer relays the encrypted packets. */
    RELAYED;

    /** Returns whether an edge leaves a path of another kind for one of this kind. */
    public boolean isBetterThan(PathKind other) {
        return compareTo(other) < 0;
    }
}
