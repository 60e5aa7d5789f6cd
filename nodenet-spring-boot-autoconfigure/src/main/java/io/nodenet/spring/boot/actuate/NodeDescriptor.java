package io.nodenet.spring.boot.actuate;

import io.nodenet.address.Endpoint;
import io.nodenet.node.NodeSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * A node as the endpoint shows it.
 *
 * @param id its own ID
 * @param state where it is in its life
 * @param uptime since it was started
 * @param difficulty the leading zero bits that its network demands
 * @param endpoint the address that its socket is bound to
 * @param endpoints the addresses under which others may reach it, best first
 * @param reflexive where neighbours see it, as far as enough of them agree
 * @param phase how well connected it is
 * @param edges all edges, nearest to the node first
 * @param anchors all anchors
 * @param limits the limits in use
 * @param counters what it did
 * @param drops what it dropped, by cause
 * @param transport what its transport counted
 */
public record NodeDescriptor(
        String id,
        String state,
        Duration uptime,
        int difficulty,
        String endpoint,
        List<String> endpoints,
        ReflexiveDescriptor reflexive,
        String phase,
        List<EdgeDescriptor> edges,
        List<AnchorDescriptor> anchors,
        Map<String, NodeSnapshot.Limit> limits,
        Map<String, Long> counters,
        Map<String, Long> drops,
        Map<String, Long> transport)
        implements OperationResponseBody {
    /**
     * An anchor as the endpoint shows it.
     *
     * @param peer who it is
     * @param address where it is, as configured
     * @param state what is being done about it
     * @param failures attempts that failed since its last edge
     */
    public record AnchorDescriptor(String peer, String address, String state, int failures) {}

    /**
     * The reflexive address as the endpoint shows it.
     *
     * @param endpoints the confirmed addresses, one per IP family at most
     * @param symmetric whether a NAT seems to show each neighbour another one
     */
    public record ReflexiveDescriptor(List<String> endpoints, boolean symmetric) {}

    static NodeDescriptor of(NodeSnapshot node) {
        return new NodeDescriptor(
                node.id().toString(),
                node.state().name(),
                node.uptime(),
                node.difficulty(),
                node.endpoint().text(),
                node.endpoints().stream().map(Endpoint::text).toList(),
                new ReflexiveDescriptor(
                        node.reflexive().endpoints().stream()
                                .map(Endpoint::text)
                                .toList(),
                        node.reflexive().symmetric()),
                node.phase().label(),
                node.edges().stream().map(EdgeDescriptor::of).toList(),
                node.anchors().stream()
                        .map(anchor -> new AnchorDescriptor(
                                anchor.entry().id().toString(),
                                anchor.entry().address().toString(),
                                anchor.state(),
                                anchor.failures()))
                        .toList(),
                node.limits(),
                node.counters(),
                node.drops(),
                node.transport());
    }
}
