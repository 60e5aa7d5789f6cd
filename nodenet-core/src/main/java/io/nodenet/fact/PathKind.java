package io.nodenet.fact;

/** How the connection of an edge came about. */
public enum PathKind {
    /** The peer was dialed at one of its addresses. */
    DIRECT
}
