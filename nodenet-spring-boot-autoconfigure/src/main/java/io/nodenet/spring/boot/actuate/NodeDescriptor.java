package io.nodenet.spring.boot.actuate;

import io.nodenet.address.Endpoint;
import io.nodenet.fact.ContactSnapshot;
import io.nodenet.fact.NatEvidence;
import io.nodenet.fact.UpkeepState;
import io.nodenet.metrics.Labels;
import io.nodenet.node.NodeSnapshot;
import io.nodenet.spring.boot.NodenetPeers;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * A node, as shown by the endpoint.
 *
 * @param id its own ID
 * @param state its lifecycle state
 * @param uptime the time since it was started
 * @param difficulty the leading zero bits that its network requires
 * @param endpoint the address that its socket is bound to
 * @param endpoints the addresses at which other nodes may reach it, best first
 * @param reflexive the addresses at which neighbours see it, as far as enough of them agree
 * @param clockSkew how far its clock is ahead of the network, negative if behind; null if unknown
 * @param phase its connectivity phase
 * @param edges all edges, nearest to the node first
 * @param connects the latest attempts to connect to peers, oldest first, at most {@value ConnectHistory#MAX_ATTEMPTS}
 * @param sessions its media sessions, in the order in which they were opened
 * @param upkeep the edges that it wants and has
 * @param nearestContacts the known nodes nearest to it, at most {@value NodeSnapshot#MAX_NEAREST_CONTACTS}
 * @param anchors all anchors
 * @param limits the limits in use
 * @param counters the counters of its activity
 * @param drops the number of drops, by cause
 * @param transport the counters of its transport
 * @param media the counters of all its media sessions together
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
        List<ConnectDescriptor> connects,
        List<MediaDescriptor> sessions,
        UpkeepDescriptor upkeep,
        List<ContactDescriptor> nearestContacts,
        List<AnchorDescriptor> anchors,
        Map<String, NodeSnapshot.Usage> limits,
        Map<String, Long> counters,
        Map<String, Long> drops,
        Map<String, Long> transport,
        Map<String, Long> media)
        implements OperationResponseBody {
    /**
     * The edges that a node wants, as shown by the endpoint.
     *
     * @param siblings the number of edges to the nearest known nodes that can be dialed
     * @param siblingsWanted the number of those nodes
     * @param bucketsCovered the number of parts of the network, by distance, with enough edges
     * @param bucketsPopulated the number of parts of the network in which nodes are known
     * @param contacts the number of known nodes
     */
    public record UpkeepDescriptor(
            int siblings, int siblingsWanted, int bucketsCovered, int bucketsPopulated, int contacts) {
        static UpkeepDescriptor of(UpkeepState state) {
            return new UpkeepDescriptor(
                    state.siblings(),
                    state.siblingsWanted(),
                    state.bucketsCovered(),
                    state.bucketsPopulated(),
                    state.contacts());
        }
    }

    /**
     * A known node, as shown by the endpoint.
     *
     * @param peer its ID
     * @param addresses the addresses at which it may be reached, best first
     * @param connected whether there is an edge to it
     */
    public record ContactDescriptor(String peer, List<String> addresses, boolean connected) {
        static ContactDescriptor of(ContactSnapshot contact) {
            return new ContactDescriptor(
                    contact.id().toString(),
                    contact.endpoints().stream().map(Endpoint::text).toList(),
                    contact.connected());
        }
    }

    /**
     * An anchor, as shown by the endpoint.
     *
     * @param peer its ID
     * @param address its address, as configured
     * @param state its state
     * @param failures the number of failed attempts since its last edge
     */
    public record AnchorDescriptor(String peer, String address, String state, int failures) {}

    /**
     * The reflexive address, as shown by the endpoint.
     *
     * @param endpoints the confirmed addresses, at most one per IP family
     * @param symmetric whether a NAT appears to use a different external address for each neighbour
     * @param nat the kind of NAT that the reports indicate
     * @param evidence the reports of neighbours, by class of address
     */
    public record ReflexiveDescriptor(
            List<String> endpoints, boolean symmetric, String nat, List<EvidenceDescriptor> evidence) {}

    /**
     * The reports of neighbours for one class of address, as shown by the endpoint.
     *
     * @param addressClass the class
     * @param nat the kind of NAT that the reports of this class indicate on their own
     * @param reporters the number of neighbours that report an address of this class
     * @param subnets the number of their subnets
     * @param seen the reported addresses, most frequent first
     */
    public record EvidenceDescriptor(
            String addressClass, String nat, int reporters, int subnets, List<SeenDescriptor> seen) {
        static EvidenceDescriptor of(NatEvidence evidence) {
            return new EvidenceDescriptor(
                    Labels.of(evidence.addressClass()),
                    Labels.of(evidence.nat()),
                    evidence.reporters(),
                    evidence.subnets(),
                    evidence.seen().stream()
                            .map(seen -> new SeenDescriptor(seen.endpoint().text(), seen.reporters(), seen.subnets()))
                            .toList());
        }
    }

    /**
     * An address at which neighbours see the node.
     *
     * @param endpoint the address
     * @param reporters the number of neighbours that report it
     * @param subnets the number of their subnets
     */
    public record SeenDescriptor(String endpoint, int reporters, int subnets) {}

    static NodeDescriptor of(NodeSnapshot node, List<ConnectDescriptor> connects, NodenetPeers peers) {
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
                        Labels.of(node.addresses().reflexive().nat()),
                        node.addresses().natEvidence().stream()
                                .map(EvidenceDescriptor::of)
                                .toList()),
                node.clock().ahead(),
                Labels.of(node.connectivity().phase()),
                node.connectivity().edges().stream()
                        .map(edge -> EdgeDescriptor.of(edge, peers))
                        .toList(),
                connects,
                node.media().stream().map(MediaDescriptor::of).toList(),
                UpkeepDescriptor.of(node.upkeep()),
                node.nearestContacts().stream().map(ContactDescriptor::of).toList(),
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
                byLabel(node.counters().transport()),
                byLabel(node.counters().media()));
    }

    static <E extends Enum<E>, V> Map<String, V> byLabel(Map<E, V> values) {
        Map<String, V> labelled = new LinkedHashMap<>();
        values.forEach((constant, value) -> labelled.put(Labels.of(constant), value));
        return Collections.unmodifiableMap(labelled);
    }
}
