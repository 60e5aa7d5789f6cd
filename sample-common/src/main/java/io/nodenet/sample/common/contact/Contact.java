package io.nodenet.sample.common.contact;

import io.nodenet.kad.NodeId;
import java.time.Instant;

/**
 * A contact as it is stored.
 *
 * @param id the NodeID of the contact
 * @param name the displayed name
 * @param state the state of the agreement
 * @param createdAt the time of its creation
 */
public record Contact(NodeId id, String name, ContactState state, Instant createdAt) {}
