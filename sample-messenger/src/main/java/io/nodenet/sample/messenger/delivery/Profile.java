package io.nodenet.sample.messenger.delivery;

import io.nodenet.kad.NodeId;

/**
 * Who uses this messenger.
 *
 * @param id of the node
 * @param name what contact requests say
 */
public record Profile(NodeId id, String name) {}
