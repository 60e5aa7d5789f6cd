package io.nodenet.diagnosis;

import io.nodenet.address.AddressScope;
import io.nodenet.fact.NatEvidence;
import io.nodenet.fact.NatKind;
import io.nodenet.fact.NodeCounter;
import io.nodenet.fact.PathKind;
import io.nodenet.fact.ReflexiveAddress;
import io.nodenet.media.PathFigures;
import io.nodenet.metrics.Labels;
import io.nodenet.node.EdgeSnapshot;
import io.nodenet.node.NodeSnapshot;
import io.nodenet.transport.TransportCounter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Judges the way between the node and others: its NAT, who can dial it, and how large packets may be. */
final class PathChecks {
    /** What every path must carry, as UDP payload: the first packets of a handshake have this size (RFC 9000, section 14.1). */
    private static final int HANDSHAKE_BYTES = 1200;

    /** The least that IPv6 demands of a link (RFC 8200, section 5), which is enough for a handshake over either IP. */
    private static final int MIN_INTERFACE_MTU = 1280;

    /** The NATs with which a node opens the way for whoever looks for it, or may have done so. */
    private static final Set<NatKind> OPENING = Set.of(NatKind.UNKNOWN, NatKind.ENDPOINT_INDEPENDENT);

    private static final String FORWARD =
            "forward the UDP port of the node at the router or firewall, and tell others that address (--advertise,"
                    + " nodenet.advertise)";

    private PathChecks() {}

    static Finding nat(@Nullable NodeSnapshot node) {
        if (node == null) {
            return unjudgedNat(List.of());
        }
        ReflexiveAddress reflexive = node.addresses().reflexive();
        List<String> evidence = new ArrayList<>();
        node.addresses().natEvidence().forEach(reports -> add(evidence, reports));
        NatKind nat = reflexive.nat();
        return switch (nat) {
            case UNKNOWN -> unjudgedNat(evidence);
            case NONE -> Finding.ok(Check.NAT, "there is no NAT: neighbours see an address of this host", evidence);
            case ENDPOINT_INDEPENDENT ->
                Finding.ok(Check.NAT, "the NAT shows every neighbour the same address: hole punching works", evidence);
            case ADDRESS_DEPENDENT, ADDRESS_AND_PORT_DEPENDENT ->
                Finding.warning(
                        Check.NAT,
                        "the NAT shows neighbours different addresses (" + Labels.of(nat)
                                + "): edges to nodes behind others need a relay",
                        evidence,
                        FORWARD
                                + ", or have a node that is reachable volunteer as a relay (--relay, nodenet.relay.enabled)");
        };
    }

    private static Finding unjudgedNat(List<String> evidence) {
        return Finding.unknown(
                Check.NAT,
                "too few neighbours have told where they see this node",
                evidence,
                "join a network with neighbours in several places outside, and look again");
    }

    private static void add(List<String> evidence, NatEvidence reports) {
        reports.seen()
                .forEach(seen -> evidence.add(Labels.of(reports.addressClass()) + ": seen at "
                        + seen.endpoint().text() + " by " + seen.reporters() + " of " + reports.reporters()
                        + " neighbours, in " + seen.subnets() + " of " + reports.subnets() + " subnets"));
    }

    /**
     * An edge that a peer from outside made shows that the node can be dialed, unless a datagram of the node may have opened the way. The path
     * of one for which it has just punched is told to be punched; a node that does not know that its NAT is of another kind also opens that
     * for whoever looks for it.
     */
    static Finding reachability(@Nullable NodeSnapshot node) {
        List<String> evidence = new ArrayList<>();
        boolean mayHaveOpened = false;
        if (node != null) {
            node.connectivity().edges().stream()
                    .filter(PathChecks::isInbound)
                    .forEach(edge -> evidence.add("inbound: " + edge.peer().shortText() + " from "
                            + edge.remote().text()));
            mayHaveOpened = node.counters().get(NodeCounter.PUNCHES_SENT) > 0
                    && OPENING.contains(node.addresses().reflexive().nat());
        }
        if (evidence.isEmpty() || mayHaveOpened) {
            return Finding.unknown(
                    Check.REACHABILITY,
                    evidence.isEmpty()
                            ? "no peer from outside has dialed this node"
                            : "peers from outside have dialed this node, but it may have opened the way for them",
                    evidence,
                    "to be dialed, " + FORWARD);
        }
        return Finding.ok(Check.REACHABILITY, "peers from outside have dialed this node unasked", evidence);
    }

    private static boolean isInbound(EdgeSnapshot edge) {
        return !edge.outbound()
                && edge.path() == PathKind.DIRECT
                && AddressScope.of(edge.remote()) == AddressScope.PUBLIC;
    }

    static Finding pathMtu(HostFacts host, @Nullable NodeSnapshot node) {
        List<HostFacts.Interface> outward =
                host.interfaces().stream().filter(HostFacts.Interface::isUsable).toList();
        List<String> narrow = outward.stream()
                .filter(candidate -> candidate.maxPacketBytes() < MIN_INTERFACE_MTU)
                .map(candidate -> candidate.name() + ": MTU " + candidate.maxPacketBytes())
                .toList();
        if (!narrow.isEmpty()) {
            String remedy = "set the MTU of the interface to " + MIN_INTERFACE_MTU + " at least, of a tunnel's, too";
            return narrow.size() == outward.size()
                    ? Finding.problem(Check.PATH_MTU, "no interface carries a handshake", narrow, remedy)
                    : Finding.warning(Check.PATH_MTU, "an interface carries no handshake", narrow, remedy);
        }
        return measured(node);
    }

    private static Finding measured(@Nullable NodeSnapshot node) {
        if (node == null || node.connectivity().edges().isEmpty()) {
            return Finding.unknown(
                    Check.PATH_MTU,
                    "there is no edge that shows what its path carries",
                    List.of(),
                    "look again when there is an edge; every path must carry " + HANDSHAKE_BYTES + " bytes over UDP");
        }
        List<String> evidence = new ArrayList<>();
        evidence.add("packets too large for the path or the interface: "
                + node.counters().get(TransportCounter.SEND_TOO_LARGE) + " (larger ones are tried on purpose)");
        node.media().stream()
                .filter(session -> session.stats().path().maxPacketBytes() > PathFigures.NONE.maxPacketBytes())
                .forEach(session -> evidence.add("call with " + session.peer().shortText() + ": "
                        + session.stats().path().maxPacketBytes() + " bytes"));
        return Finding.ok(
                Check.PATH_MTU,
                "every edge carries " + HANDSHAKE_BYTES + " bytes over UDP, as its handshake did",
                evidence);
    }
}
