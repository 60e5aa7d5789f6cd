package io.nodenet.sample.call.store;

import io.nodenet.kad.NodeId;
import java.time.Instant;
import java.util.UUID;

/**
 * A call that its callee did not hear in time.
 *
 * @param id chosen by the caller
 * @param caller who called
 * @param video whether the caller meant to be seen
 * @param at when it ended
 * @param seen whether the user knows of it
 */
public record MissedCall(UUID id, NodeId caller, boolean video, Instant at, boolean seen) {}
