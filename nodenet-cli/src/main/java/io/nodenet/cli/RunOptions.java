package io.nodenet.cli;

import io.nodenet.ConfigurationException;
import io.nodenet.address.HostPort;
import io.nodenet.fact.AnchorEntry;
import io.nodenet.identity.Identity;
import io.nodenet.node.Node;
import io.nodenet.node.NodeBuilder;
import io.nodenet.transport.Transport;
import io.nodenet.transport.quic.QuicTransport;
import io.nodenet.transport.quic.QuicTransportBuilder;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the node from the options of {@code nodenet run}.
 *
 * @param identity its identity
 * @param listen the address on which it listens
 * @param difficulty proof-of-work bits of its network
 * @param anchors anchors of the node
 * @param advertise additional addresses at which it can be reached
 * @param maxInbound the maximum number of inbound edges
 * @param maxInboundPerAddress the maximum number of inbound connections per IPv4 address or IPv6 /64
 * @param peers the file that keeps good contacts for the next start, null for none
 * @param targetEdges the number of edges that it dials on its own
 * @param reflexiveQuorum the number of neighbours that must agree on its external address
 * @param relay whether it relays for others
 * @param echo whether it echoes messages and accepted calls, for conformance tests
 * @param calls the callers that it accepts
 * @param gate decides which peers may have an edge, null to admit all
 */
record RunOptions(
        Identity identity,
        HostPort listen,
        int difficulty,
        List<AnchorEntry> anchors,
        List<HostPort> advertise,
        int maxInbound,
        int maxInboundPerAddress,
        @Nullable Path peers,
        int targetEdges,
        int reflexiveQuorum,
        boolean relay,
        boolean echo,
        Calls calls,
        @Nullable ConsoleGate gate) {
    /** Returns the node, not started. */
    Node build() {
        InetSocketAddress address = resolve(listen);
        NodeBuilder builder = Node.builder()
                .identity(identity)
                .difficulty(difficulty)
                .maxInboundEdges(maxInbound)
                .targetEdges(targetEdges)
                .reflexiveQuorum(reflexiveQuorum)
                .relay(relay)
                .transport(QuicTransport.factory(quic -> configure(quic.bind(address))));
        anchors.forEach(builder::anchor);
        advertise.forEach(advertised -> builder.advertise(advertised.toString()));
        builder.peerBook(peers);
        if (calls != Calls.NONE) {
            builder.mediaConsent(calls);
        }
        if (gate != null) {
            anchors.forEach(anchor -> gate.allow(anchor.id()));
            builder.edgeAdmission(gate);
        }
        return builder.build();
    }

    /** Sets the limits of the transport; the limit of all connections leaves it to the node which one to close. */
    void configure(QuicTransportBuilder quic) {
        quic.maxInbound(Transport.maxInboundFor(maxInbound)).maxInboundPerAddress(maxInboundPerAddress);
    }

    private static InetSocketAddress resolve(HostPort listen) {
        InetSocketAddress address = new InetSocketAddress(listen.host(), listen.port());
        if (address.isUnresolved()) {
            throw new ConfigurationException("Cannot listen on " + listen + ": the host name " + listen.host()
                    + " is unknown; specify an address of this machine");
        }
        return address;
    }
}
