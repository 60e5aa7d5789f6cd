package io.nodenet.sample.common.contact;

import io.nodenet.kad.NodeId;
import java.time.Instant;

/**
 * A contact as it is stored.
 *
 * @param id whom it is about
 * @param name what the user sees
 * @param state how far both have agreed
 * @param createdAt when it was entered
 */
public record Contact(NodeId id, String name, ContactState state, Instant createdAt) {}
