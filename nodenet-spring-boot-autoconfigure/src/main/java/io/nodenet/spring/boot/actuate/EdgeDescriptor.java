package io.nodenet.spring.boot.actuate;

import io.nodenet.address.Endpoint;
import io.nodenet.metrics.Labels;
import io.nodenet.node.EdgeSnapshot;
import io.nodenet.spring.boot.NodenetPeers;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * An edge, as shown by the endpoint.
 *
 * @param peer the peer at its other end
 * @param name the name that this application gives to the peer, null if it has none
 * @param path the path of its current connection
 * @param direction outbound if this node dialed, otherwise inbound
 * @param remote the peer's address
 * @param connections the number of its connections
 * @param sibling whether the peer is among the nodes nearest to this node
 * @param writable whether it currently accepts frames
 * @param age the time since it was established
 * @param idle the time since the last inbound frame
 * @param roundTrip the last measured round-trip time, null before the first
 * @param observed the address at which the peer sees this node, null before the first round trip
 * @param pathAge the age of its current connection
 * @param upgrade the attempts to give a relayed edge a better path, null if it is not relayed
 */
public record EdgeDescriptor(
        String peer,
        @Nullable String name,
        String path,
        String direction,
        String remote,
        int connections,
        boolean sibling,
        boolean writable,
        Duration age,
        Duration idle,
        @Nullable Duration roundTrip,
        @Nullable String observed,
        Duration pathAge,
        @Nullable UpgradeDescriptor upgrade)
        implements OperationResponseBody {
    /**
     * The attempts of a node to give a relayed edge a better path, as shown by the endpoint.
     *
     * @param attempts the number of attempts that have ended
     * @param last the time since the last one ended, null before the first
     * @param steps the steps of the last one and their failures
     * @param next the time until the next one begins, null while one is in progress
     */
    public record UpgradeDescriptor(
            int attempts,
            @Nullable Duration last,
            List<ConnectDescriptor.StepDescriptor> steps,
            @Nullable Duration next) {
        static UpgradeDescriptor of(EdgeSnapshot.Upgrade upgrade) {
            return new UpgradeDescriptor(
                    upgrade.attempts(),
                    upgrade.last(),
                    upgrade.steps().stream()
                            .map(ConnectDescriptor.StepDescriptor::of)
                            .toList(),
                    upgrade.next());
        }
    }

    static EdgeDescriptor of(EdgeSnapshot edge, NodenetPeers peers) {
        Endpoint observed = edge.observed();
        return new EdgeDescriptor(
                edge.peer().toString(),
                peers.nameOf(edge.peer()).orElse(null),
                Labels.of(edge.path()),
                edge.outbound() ? "outbound" : "inbound",
                edge.remote().text(),
                edge.connections(),
                edge.sibling(),
                edge.writable(),
                edge.age(),
                edge.idle(),
                edge.roundTrip(),
                observed == null ? null : observed.text(),
                edge.pathAge(),
                edge.upgrade() == null ? null : UpgradeDescriptor.of(edge.upgrade()));
    }
}
