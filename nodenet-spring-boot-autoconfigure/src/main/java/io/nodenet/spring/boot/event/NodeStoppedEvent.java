package io.nodenet.spring.boot.event;

import io.nodenet.kad.NodeId;

/**
 * The node has left the network and its threads have ended; it may be started again.
 *
 * @param id its own ID
 */
public record NodeStoppedEvent(NodeId id) implements NodenetEvent {}
