package io.nodenet.node.core.edge;

/** Looks at all edges every now and then, for what no event tells: that nothing has happened. */
public interface EdgeWatch {
    /** Looks at all edges; returns whether it wants to look again soon. */
    boolean look();
}
