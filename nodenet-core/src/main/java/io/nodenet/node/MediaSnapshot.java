package io.nodenet.node;

import io.nodenet.address.Endpoint;
import io.nodenet.fact.PathKind;
import io.nodenet.kad.NodeId;
import io.nodenet.media.MediaStats;
import java.time.Duration;

/**
 * One media session at one instant.
 *
 * @param peer the node at its other end
 * @param outbound whether this node opened it
 * @param path how it reaches the peer
 * @param remote the address of the peer on it
 * @param age since it was opened
 * @param stats its figures
 */
public record MediaSnapshot(
        NodeId peer, boolean outbound, PathKind path, Endpoint remote, Duration age, MediaStats stats) {}
