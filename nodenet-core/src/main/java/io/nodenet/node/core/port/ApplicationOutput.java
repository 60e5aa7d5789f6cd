package io.nodenet.node.core.port;

import io.nodenet.NodenetException;
import io.nodenet.fact.Connected;
import io.nodenet.fact.MediaCloseReason;
import io.nodenet.fact.NodeEvent;
import io.nodenet.fact.PathKind;
import io.nodenet.fact.PeerIntroduction;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.NodeCore;
import io.nodenet.transport.MediaConnection;

/** The port through which the core speaks to the application; no call may block. */
public interface ApplicationOutput {
    /**
     * Hands over a message.
     *
     * @param direct whether it came over an edge with the originator, else it was routed
     * @param payload belongs to the receiver
     */
    DeliveryResult deliver(NodeId originator, boolean direct, byte[] payload);

    /**
     * Hands over what a routed message carried sealed for this node.
     *
     * @param sender who signed the message and sealed its content
     * @param content belongs to the receiver
     */
    DeliveryResult deliverSealed(NodeId sender, byte[] content);

    /** An operation of the application succeeded; the meaning of the value depends on the operation. */
    void completed(long operation, long value);

    /** A peer has introduced itself, for an operation of the application. */
    void introduced(long operation, PeerIntroduction introduction);

    /** Tells that an operation has led to an edge. */
    void connected(long operation, Connected connected);

    /** A media session is open, for an operation of the application. */
    default void called(long operation, MediaConnection session, PathKind path) {
        session.close(MediaCloseReason.CLOSED);
    }

    /**
     * Offers the application a media session of a peer, to which it has consented.
     *
     * @return false if too many wait for the application
     */
    default boolean offered(MediaConnection session, PathKind path) {
        return false;
    }

    /** An operation of the application failed. */
    void failed(long operation, NodenetException cause);

    /** Asks a policy about a peer; {@link NodeCore#onPolicyAnswer} follows unless the core's deadline is over first. */
    void askPolicy(long operation, Policy policy, NodeId peer, boolean outbound);

    /** Something happened that the application may want to know. */
    void event(NodeEvent event);

    /** The node has left: every neighbour closed its connection, or the time for it is over. */
    void left();
}
