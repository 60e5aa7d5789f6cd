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
 * An edge as the endpoint shows it.
 *
 * @param peer whom it leads to
 * @param name what this application calls the peer, null if it has no name
 * @param path how its current connection came about
 * @param direction outbound if this node dialed, else inbound
 * @param remote the peer's address
 * @param connections how many connections it has
 * @param sibling whether it is among the nearest to this node
 * @param writable whether it takes a frame now
 * @param age since it came up
 * @param idle since the last frame came
 * @param roundTrip the last measured round trip, null before the first
 * @param observed the address at which the peer sees this node, null before the first round trip
 * @param pathAge since its current connection came about
 * @param upgrade what is done to give a relayed edge a better path, null for one that is not relayed
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
     * What a node does to give a relayed edge a better path, as the endpoint shows it.
     *
     * @param attempts how many attempts have ended
     * @param last since the last one ended, null before the first
     * @param steps what the last one tried and why that failed
     * @param next until the next one begins, null while one is under way
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
