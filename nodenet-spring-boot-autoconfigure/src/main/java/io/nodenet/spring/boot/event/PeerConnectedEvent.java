package io.nodenet.spring.boot.event;

import io.nodenet.node.EdgeSnapshot;

/**
 * An edge is up.
 *
 * @param edge the edge as it was then
 */
public record PeerConnectedEvent(EdgeSnapshot edge) implements NodenetEvent {}
