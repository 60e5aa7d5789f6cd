package io.nodenet.node;

import io.nodenet.address.Endpoint;
import io.nodenet.fact.PathKind;
import io.nodenet.kad.NodeId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An edge at one instant.
 *
 * @param peer whom it leads to
 * @param path how its current connection came about
 * @param outbound whether this node dialed one of its connections
 * @param remote the peer's address on the current connection
 * @param connections how many connections it has, 1 or 2, or 3 while it moves to a better path
 * @param duplicated whether two running nodes have dialed from different addresses under the peer's identity, each for more than 30 s
 * @param sibling whether it is among the 16 nearest to this node
 * @param writable whether it takes a frame now
 * @param age since it was registered
 * @param idle since the last frame arrived
 * @param roundTrip the last measured round trip, null before the first pong
 * @param observed the address that the peer sees this node at, null before the first pong
 */
public record EdgeSnapshot(
        NodeId peer,
        PathKind path,
        boolean outbound,
        Endpoint remote,
        int connections,
        boolean duplicated,
        boolean sibling,
        boolean writable,
        Duration age,
        Duration idle,
        @Nullable Duration roundTrip,
        @Nullable Endpoint observed) {}
