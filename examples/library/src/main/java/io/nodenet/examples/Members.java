package io.nodenet.examples;

import io.nodenet.kad.NodeId;
import io.nodenet.node.EdgeAdmission;
import io.nodenet.node.InboundMessage;
import io.nodenet.node.MediaConsent;
import io.nodenet.node.NodeBuilder;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** A closed club: only members get an edge and may call, and only their messages are handled, over whatever path they come. */
public final class Members implements EdgeAdmission, MediaConsent {
    private final Set<NodeId> members = ConcurrentHashMap.newKeySet();

    /** Starts admitting a peer. */
    public void add(NodeId member) {
        members.add(member);
    }

    /** Applies the rules of the club to the edges and calls of a node. */
    public NodeBuilder guard(NodeBuilder builder) {
        return builder.edgeAdmission(this).mediaConsent(this);
    }

    /** Passes on only the messages of members: an edge admission does not see messages that come through other members. */
    public Consumer<InboundMessage> only(Consumer<InboundMessage> handler) {
        return message -> {
            if (members.contains(message.originator())) {
                handler.accept(message);
            }
        };
    }

    @Override
    public boolean admit(NodeId peer, boolean outbound) {
        return members.contains(peer);
    }

    @Override
    public boolean mayCall(NodeId caller) {
        return members.contains(caller);
    }
}
