package io.nodenet.fact;

import io.nodenet.NodenetException;
import io.nodenet.kad.NodeId;
import java.util.List;
import java.util.stream.Collectors;

/** No edge to a peer came about; tells each step that was tried, and why it failed. When it is serialized, the message alone survives. */
public final class ConnectFailedException extends NodenetException {
    private static final long serialVersionUID = 1L;

    private final transient NodeId peer;
    private final transient List<ConnectStep> steps;

    /**
     * Creates a failure.
     *
     * @param reason what is said before the steps
     * @param steps what was tried, in the order in which it ended
     */
    public ConnectFailedException(NodeId peer, String reason, List<ConnectStep> steps) {
        super(reason + steps.stream().map(ConnectStep::describe).collect(Collectors.joining("; ", ": ", "")));
        this.peer = peer;
        this.steps = List.copyOf(steps);
    }

    /** Returns the peer that was not reached. */
    public NodeId peer() {
        return peer;
    }

    /** Returns what was tried, in the order in which it ended. */
    public List<ConnectStep> steps() {
        return steps;
    }
}
