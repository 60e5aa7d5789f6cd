package io.nodenet.cli;

/** Temporary. */
final class LibraryNode {
    private LibraryNode() {}

    static RunningNode start(NodeSettings settings, NodeEvents events) {
        throw new UnsupportedOperationException(settings + " " + events);
    }
}
