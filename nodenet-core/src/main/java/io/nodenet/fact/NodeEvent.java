package io.nodenet.fact;

import io.nodenet.address.Endpoint;
import io.nodenet.kad.NodeId;
import io.nodenet.metrics.Labels;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Something that happened to a node, as its application is told. Immutable. */
public sealed interface NodeEvent {
    /** Returns the event as one sentence for logs. */
    String describe();

    /** Returns whether peers cause it at will, so that it is logged at DEBUG only. */
    default boolean isRoutine() {
        return false;
    }

    /** Returns whether the operator has to act, so that it is logged at WARN. */
    default boolean needsAttention() {
        return false;
    }

    /**
     * The node runs.
     *
     * @param id its own ID
     * @param endpoint the address that its socket is bound to, possibly a wildcard
     */
    record NodeStarted(NodeId id, Endpoint endpoint) implements NodeEvent {
        @Override
        public String describe() {
            return "Node " + id + " runs at " + endpoint.text();
        }
    }

    /**
     * The node has left the network; its last event, unless it failed.
     *
     * @param id its own ID
     */
    record NodeStopped(NodeId id) implements NodeEvent {
        @Override
        public String describe() {
            return "Node " + id + " has stopped";
        }
    }

    /**
     * The node has ended because its loop failed; its last event. Build another node to go on.
     *
     * @param id its own ID
     * @param cause the error
     */
    record NodeFailed(NodeId id, String cause) implements NodeEvent {
        @Override
        public String describe() {
            return "Node " + id + " has failed: " + cause;
        }
    }

    /**
     * An edge is up.
     *
     * @param peer the node at its other end
     * @param path how it came about
     * @param outbound whether this node dialed
     * @param remote the peer's address on that path
     */
    record PeerConnected(NodeId peer, PathKind path, boolean outbound, Endpoint remote) implements NodeEvent {
        @Override
        public String describe() {
            return "Edge to " + peer + " at " + remote.text() + " is up, " + (outbound ? "outbound, " : "inbound, ")
                    + Labels.of(path);
        }

        @Override
        public boolean isRoutine() {
            return !outbound;
        }
    }

    /**
     * What is sent to a neighbour takes another kind of path from now on.
     *
     * @param peer the node at the other end of the edge
     * @param previousPath the path it took before
     * @param path its path now
     * @param outbound whether this node dialed a connection of the edge
     * @param remote the peer's address on that path
     * @param reason why the edge has left the path before
     */
    record PathChanged(
            NodeId peer,
            PathKind previousPath,
            PathKind path,
            boolean outbound,
            Endpoint remote,
            PathChangeReason reason)
            implements NodeEvent {
        @Override
        public String describe() {
            return "Edge to " + peer + " is " + Labels.of(path) + " at " + remote.text() + " now, no longer "
                    + Labels.of(previousPath) + ": " + Labels.of(reason);
        }
    }

    /**
     * An edge is gone.
     *
     * @param peer the node at its other end
     * @param reason why its last connection ended
     */
    record PeerDisconnected(NodeId peer, CloseReason reason) implements NodeEvent {
        @Override
        public String describe() {
            return "Edge to " + peer + " is gone: " + Labels.of(reason);
        }

        @Override
        public boolean isRoutine() {
            return true;
        }
    }

    /**
     * An attempt to come to an edge with a peer has ended; none is told where there was an edge already.
     *
     * @param peer whom the application, or this node itself, asked for
     * @param path how the edge came about, null if there is none
     * @param remote the peer's address on it, null if there is none
     * @param took the time that it took
     * @param steps what was tried, in the order in which it ended
     */
    record ConnectEnded(
            NodeId peer, @Nullable PathKind path, @Nullable Endpoint remote, Duration took, List<ConnectStep> steps)
            implements NodeEvent {
        @Override
        public String describe() {
            return "Connecting to " + peer + (path == null ? " failed" : " succeeded, " + Labels.of(path)) + ", after "
                    + took.toMillis() + " ms: "
                    + steps.stream().map(ConnectStep::describe).collect(Collectors.joining("; "));
        }

        @Override
        public boolean isRoutine() {
            return true;
        }
    }

    /**
     * An edge is gone while direct messages wait for its peer, which is connected to once more. What the connection had taken is not sent
     * again.
     *
     * @param peer the node at its other end
     * @param reason why its last connection ended
     * @param messages how many wait
     */
    record Reconnecting(NodeId peer, CloseReason reason, int messages) implements NodeEvent {
        @Override
        public String describe() {
            return "Edge to " + peer + " is gone (" + Labels.of(reason) + ") while " + messages
                    + " direct messages wait for it: connecting once more";
        }

        @Override
        public boolean isRoutine() {
            return true;
        }
    }

    /**
     * There is room again for direct messages to a peer; told once after one or several were refused for want of it. As every event it may
     * give way to later ones of its type where the application is slow: whoever waits for it also tries again after a while.
     *
     * @param peer whom they were for
     */
    record RoomAgain(NodeId peer) implements NodeEvent {
        @Override
        public String describe() {
            return "There is room again for direct messages to " + peer;
        }

        @Override
        public boolean isRoutine() {
            return true;
        }
    }

    /**
     * The connectivity phase changed.
     *
     * @param from the phase before
     * @param to the phase now
     * @param outboundEdges how many edges the node dialed
     */
    record PhaseChanged(ConnectivityPhase from, ConnectivityPhase to, int outboundEdges) implements NodeEvent {
        @Override
        public String describe() {
            return "Connectivity changed from " + Labels.of(from) + " to " + Labels.of(to) + " (" + outboundEdges
                    + " outbound edges)";
        }
    }

    /**
     * An external address was confirmed or is no longer confirmed, or the NAT was reassessed.
     *
     * @param address what enough neighbours agree on
     */
    record ReflexiveAddressChanged(ReflexiveAddress address) implements NodeEvent {
        @Override
        public String describe() {
            return "External address " + address.best().map(Endpoint::text).orElse("unknown") + ", NAT "
                    + Labels.of(address.nat());
        }
    }

    /**
     * The wall clock of this machine is off by more than the network tolerates; told again each hour while that lasts.
     *
     * @param skew by how much, and how many neighbours say so
     */
    record ClockSkewed(ClockSkew skew) implements NodeEvent {
        @Override
        public String describe() {
            return "The clock of this machine is " + skew.describe() + " of the network, by what " + skew.neighbours()
                    + " of its neighbours pass on: messages of this node are dropped by others and theirs by this node, set the"
                    + " clock and keep it synchronized (NTP)";
        }

        @Override
        public boolean needsAttention() {
            return true;
        }
    }

    /**
     * Two processes that are alive use one identity, and this node is a neighbour of both; told at most once a minute, of one of them,
     * while that lasts.
     *
     * @param peer the identity
     * @param current the address of the one that gets the messages
     * @param other the address of the one that gets none
     */
    record DuplicateIdentity(NodeId peer, Endpoint current, Endpoint other) implements NodeEvent {
        @Override
        public String describe() {
            return "Two running nodes have the identity " + peer + ", at " + current.text() + " and " + other.text()
                    + ": only the former gets messages, give each node its own identity file";
        }

        @Override
        public boolean needsAttention() {
            return true;
        }
    }

    /**
     * A media session is open, and in the hands of the application or on the way there.
     *
     * @param peer the node at its other end
     * @param outbound whether this node opened it
     * @param path how it reaches the peer
     * @param remote the address of the peer on it; that of a relay if it is relayed
     */
    record MediaOpened(NodeId peer, boolean outbound, PathKind path, Endpoint remote) implements NodeEvent {
        @Override
        public String describe() {
            return "A media session " + (outbound ? "to " : "from ") + peer + " is open at " + remote.text() + " ("
                    + Labels.of(path) + ")";
        }

        @Override
        public boolean isRoutine() {
            return true;
        }
    }

    /**
     * A media session has ended.
     *
     * @param peer the node at its other end
     * @param outbound whether this node opened it
     * @param reason why
     * @param lasted how long it was open
     */
    record MediaClosed(NodeId peer, boolean outbound, MediaCloseReason reason, Duration lasted) implements NodeEvent {
        @Override
        public String describe() {
            return "The media session " + (outbound ? "to " : "from ") + peer + " has ended after " + lasted.toSeconds()
                    + " s: " + Labels.of(reason);
        }

        @Override
        public boolean isRoutine() {
            return true;
        }
    }

    /**
     * The wall clock of this machine, which was off, agrees with the network again.
     *
     * @param skew by how much it is off now
     */
    record ClockAgrees(ClockSkew skew) implements NodeEvent {
        @Override
        public String describe() {
            return "The clock of this machine agrees with the network again: " + skew.describe();
        }
    }

    /**
     * The node has had no edge for 30 s, although it has anchors; told once, until {@link AnchorsReached}. It goes on dialing them.
     *
     * @param alone how long it has had no edge
     * @param anchors what was tried, and why it failed last
     */
    record AnchorsUnreachable(Duration alone, List<AnchorSnapshot> anchors) implements NodeEvent {
        private static final int NAMED = 8;

        public AnchorsUnreachable {
            anchors = List.copyOf(anchors);
        }

        @Override
        public String describe() {
            String tried = anchors.stream()
                    .limit(NAMED)
                    .map(anchor -> anchor.entry() + " ("
                            + (anchor.lastFailure() == null ? Labels.of(anchor.state()) : anchor.lastFailure()) + ")")
                    .collect(Collectors.joining(", "));
            return "No edge for " + alone.toSeconds() + " s: anchors " + tried
                    + (anchors.size() > NAMED ? " and " + (anchors.size() - NAMED) + " more" : "")
                    + "; check that they run, that UDP is let through, and that the difficulty is that of their network";
        }

        @Override
        public boolean needsAttention() {
            return true;
        }
    }

    /**
     * The node has an edge again, after {@link AnchorsUnreachable}.
     *
     * @param alone how long it had none
     */
    record AnchorsReached(Duration alone) implements NodeEvent {
        @Override
        public String describe() {
            return "An edge is up again after " + alone.toSeconds() + " s without one";
        }
    }
}
