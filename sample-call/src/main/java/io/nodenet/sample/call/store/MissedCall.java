package io.nodenet.sample.call.store;

import io.nodenet.kad.NodeId;
import java.time.Instant;
import java.util.UUID;

/**
 * A missed call.
 *
 * @param id the ID chosen by the caller
 * @param caller the caller
 * @param video whether the caller wanted to send video
 * @param at the time of its end
 * @param seen whether the user has seen it
 */
public record MissedCall(UUID id, NodeId caller, boolean video, Instant at, boolean seen) {}
