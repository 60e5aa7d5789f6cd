package io.nodenet.test.simulation;

import io.netty.buffer.ByteBuf;
import io.nodenet.fact.NodeEvent;
import io.nodenet.transport.Connection;

/**
 * Looks on while a {@link SimulatedOverlay} runs; called on the thread that lets time pass, within the event that it is told of. Must not
 * change what it sees, and what it throws ends the run.
 */
public interface OverlayObserver {
    /**
     * A frame has arrived at a node, which handles it next.
     *
     * @param frame borrowed, backed by an array
     */
    default void received(SimulatedNode node, Connection connection, ByteBuf frame) {}

    /** A message has reached the application of a node. */
    default void delivered(SimulatedNode node, SimulatedNode.Delivery message) {}

    /** Something has happened to a node that its application may want to know. */
    default void happened(SimulatedNode node, NodeEvent event) {}
}
