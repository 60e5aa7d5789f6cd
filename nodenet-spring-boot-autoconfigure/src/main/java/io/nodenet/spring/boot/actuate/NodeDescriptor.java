package io.nodenet.spring.boot.actuate;

import io.nodenet.address.Endpoint;
import io.nodenet.metrics.Labels;
import io.nodenet.node.NodeSnapshot;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
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
 * @param clockSkew how far its clock is ahead of the network, negative if behind; null if unknown
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
        @Nullable Duration clockSkew,
        String phase,
        List<EdgeDescriptor> edges,
        List<AnchorDescriptor> anchors,
        Map<String, NodeSnapshot.Usage> limits,
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
     * @param nat the NAT that the reports point to
     */
    public record ReflexiveDescriptor(List<String> endpoints, boolean symmetric, String nat) {}

    static NodeDescriptor of(NodeSnapshot node) {
        return new NodeDescriptor(
                node.id().toString(),
                node.state().name(),
                node.uptime(),
                node.difficulty(),
                node.addresses().bound().text(),
                node.addresses().local().stream().map(Endpoint::text).toList(),
                new ReflexiveDescriptor(
                        node.addresses().reflexive().endpoints().stream()
                                .map(Endpoint::text)
                                .toList(),
                        node.addresses().reflexive().nat().isSymmetric(),
                        Labels.of(node.addresses().reflexive().nat())),
                node.clock().ahead(),
                Labels.of(node.connectivity().phase()),
                node.connectivity().edges().stream().map(EdgeDescriptor::of).toList(),
                node.anchors().stream()
                        .map(anchor -> new AnchorDescriptor(
                                anchor.entry().id().toString(),
                                anchor.entry().address().toString(),
                                Labels.of(anchor.state()),
                                anchor.failures()))
                        .toList(),
                byLabel(node.limits()),
                byLabel(node.counters().events()),
                byLabel(node.counters().drops()),
                byLabel(node.counters().transport()));
    }

    private static <E extends Enum<E>, V> Map<String, V> byLabel(Map<E, V> values) {
        Map<String, V> labelled = new LinkedHashMap<>();
        values.forEach((constant, value) -> labelled.put(Labels.of(constant), value));
        return Collections.unmodifiableMap(labelled);
    }
}
