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
 * @param connects the latest attempts to connect to peers, the oldest first, {@value ConnectHistory#MAX_ATTEMPTS} at most
 * @param sessions its media sessions, in the order in which they were opened
 * @param upkeep how far it has the edges that it wants
 * @param nearestContacts the known nodes nearest to it, {@value NodeSnapshot#MAX_NEAREST_CONTACTS} at most
 * @param anchors all anchors
 * @param limits the limits in use
 * @param counters what it did
 * @param drops what it dropped, by cause
 * @param transport what its transport counted
 * @param media what all its media sessions together counted
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
     * The edges that a node wants, as the endpoint shows them.
     *
     * @param siblings edges to the nearest known nodes that can be dialed
     * @param siblingsWanted how many of those there are
     * @param bucketsCovered parts of the network, by their distance, with edges enough
     * @param bucketsPopulated parts of the network in which nodes are known
     * @param contacts known nodes
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
     * A known node as the endpoint shows it.
     *
     * @param peer who it is
     * @param addresses where it may be reached, best first
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
     * @param evidence what neighbours report, by class of addresses
     */
    public record ReflexiveDescriptor(
            List<String> endpoints, boolean symmetric, String nat, List<EvidenceDescriptor> evidence) {}

    /**
     * What neighbours report of the addresses of one class as the endpoint shows it.
     *
     * @param addressClass the class
     * @param nat what the reports of this class point to by themselves
     * @param reporters the number of neighbours that report an address of this class
     * @param subnets the number of subnets that they are in
     * @param seen the addresses that they report, the one that most report first
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
     * @param subnets the number of subnets that they are in
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
