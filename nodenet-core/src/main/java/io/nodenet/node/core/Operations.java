package io.nodenet.node.core;

/** Numbers the operations that the core starts itself: negative, apart from those of the application, which are positive. */
final class Operations {
    private long last;

    long next() {
        return --last;
    }
}
