package io.nodenet.spring.boot.event;

import io.nodenet.fact.CloseReason;
import io.nodenet.kad.NodeId;

/**
 * An edge is gone.
 *
 * @param peer to whom it led
 * @param reason why its last connection ended
 */
public record PeerDisconnectedEvent(NodeId peer, CloseReason reason) implements NodenetEvent {}
