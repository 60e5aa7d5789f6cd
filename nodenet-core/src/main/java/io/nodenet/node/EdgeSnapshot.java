package io.nodenet.node;

import io.nodenet.address.Endpoint;
import io.nodenet.fact.ConnectStep;
import io.nodenet.fact.PathKind;
import io.nodenet.kad.NodeId;
import java.time.Duration;
import java.util.List;
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
 * @param pathAge since its current connection came about
 * @param upgrade what is done to give a relayed edge a better path, null for one that is not relayed
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
        @Nullable Endpoint observed,
        Duration pathAge,
        @Nullable Upgrade upgrade) {
    /**
     * What a node has tried, and will try, so that an edge is relayed no longer.
     *
     * @param attempts how many attempts have ended
     * @param last since the last one ended, null before the first
     * @param steps what the last one tried and why that failed, empty before the first
     * @param next until the next one begins, null while one is in progress
     */
    public record Upgrade(
            int attempts,
            @Nullable Duration last,
            List<ConnectStep> steps,
            @Nullable Duration next) {
        /** Copies the list. */
        public Upgrade {
            steps = List.copyOf(steps);
        }
    }
}
