package io.nodenet.node.core.turn;

/** Numbers the operations that the core starts itself: negative, apart from those of the application, which are positive. */
public final class Operations {
    private long last;

    public long next() {
        return --last;
    }
}
