package io.nodenet.transport.relay;

/** The two sides of a relay session, by whom they face. */
public enum RelaySide {
    /** That of the peer that dials: socket a. */
    CALLER,
    /** That of the peer that is dialed: socket b. */
    CALLEE;

    /** Returns the opposite side. */
    public RelaySide other() {
        return this == CALLER ? CALLEE : CALLER;
    }
}
