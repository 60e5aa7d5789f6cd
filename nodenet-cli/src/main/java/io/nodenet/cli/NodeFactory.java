package io.nodenet.cli;

/** Starts nodes; tests put another one in its place. */
@FunctionalInterface
interface NodeFactory {
    /**
     * Starts a node; blocks until it is bound.
     *
     * @throws io.nodenet.NodenetException if it cannot be started; the message names the remedy
     */
    RunningNode start(NodeSettings settings, NodeEvents events);
}
