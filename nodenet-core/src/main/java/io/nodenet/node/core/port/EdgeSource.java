package io.nodenet.node.core.port;

import io.nodenet.NodenetException;
import io.nodenet.fact.ConnectStep;
import io.nodenet.fact.Connected;
import io.nodenet.kad.NodeId;
import java.util.List;
import java.util.function.Consumer;

/** The port through which a part of the core comes to an edge with a peer that it knows by its NodeID, through NATs if need be. */
public interface EdgeSource {
    /** Waits for an edge to a peer; told once. Equal askers are one. */
    interface Asker {
        /** The edge is up. */
        void onConnected(Connected connected);

        /** It is not, and nothing is tried any more. */
        void onFailed(NodenetException cause);
    }

    /**
     * Comes to an edge with a peer.
     *
     * @param ended told once whether there is an edge, maybe before the method returns
     */
    void connect(NodeId peer, Consumer<Boolean> ended);

    /**
     * Comes to an edge with a peer, over certain kinds of path and within a time.
     *
     * @param paths what will do
     * @param timeoutNanos how long this asker waits
     * @param asker told once, maybe before the method returns
     */
    void connect(NodeId peer, Paths paths, long timeoutNanos, Asker asker);

    /**
     * Comes to an edge with a peer by a dial or a hole punch, of the node's own accord: the application is told of the edge, not of the attempt,
     * and the peer is not asked to introduce itself.
     *
     * @param timeoutNanos how long this asker waits
     * @param asker told once, maybe before the method returns
     */
    void traverse(NodeId peer, long timeoutNanos, Asker asker);

    /** Lets somebody wait no longer; nobody is told. Without effect if there is nothing to wait for any more. */
    void cancel(Asker asker);

    /** Returns what was tried so far for somebody who waits, with what is still in progress at its end; empty if nobody does. */
    List<ConnectStep> stepsOf(Asker asker);
}
