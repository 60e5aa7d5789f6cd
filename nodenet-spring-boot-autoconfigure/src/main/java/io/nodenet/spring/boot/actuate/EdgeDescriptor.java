package io.nodenet.spring.boot.actuate;

import io.nodenet.address.Endpoint;
import io.nodenet.metrics.Labels;
import io.nodenet.node.EdgeSnapshot;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * An edge as the endpoint shows it.
 *
 * @param peer whom it leads to
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
 */
public record EdgeDescriptor(
        String peer,
        String path,
        String direction,
        String remote,
        int connections,
        boolean sibling,
        boolean writable,
        Duration age,
        Duration idle,
        @Nullable Duration roundTrip,
        @Nullable String observed)
        implements OperationResponseBody {
    static EdgeDescriptor of(EdgeSnapshot edge) {
        Endpoint observed = edge.observed();
        return new EdgeDescriptor(
                edge.peer().toString(),
                Labels.of(edge.path()),
                edge.outbound() ? "outbound" : "inbound",
                edge.remote().text(),
                edge.connections(),
                edge.sibling(),
                edge.writable(),
                edge.age(),
                edge.idle(),
                edge.roundTrip(),
                observed == null ? null : observed.text());
    }
}
