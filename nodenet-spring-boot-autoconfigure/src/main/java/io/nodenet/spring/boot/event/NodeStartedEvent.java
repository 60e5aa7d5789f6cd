package io.nodenet.spring.boot.event;

import io.nodenet.address.Endpoint;
import io.nodenet.kad.NodeId;

/**
 * The node runs.
 *
 * @param id its own ID
 * @param endpoint the address that its socket is bound to, possibly a wildcard
 */
public record NodeStartedEvent(NodeId id, Endpoint endpoint) implements NodenetEvent {}
