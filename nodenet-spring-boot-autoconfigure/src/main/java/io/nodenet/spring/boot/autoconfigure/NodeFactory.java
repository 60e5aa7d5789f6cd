package io.nodenet.spring.boot.autoconfigure;

import io.nodenet.ConfigurationException;
import io.nodenet.fact.AnchorEntry;
import io.nodenet.identity.Identity;
import io.nodenet.node.Node;
import io.nodenet.node.NodeBuilder;
import io.nodenet.spring.boot.TransportFactory;
import io.nodenet.spring.boot.listener.MessageThreads;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.springframework.util.unit.DataSize;

/** Builds a node from the properties, the beans of the application and its customizers. */
final class NodeFactory {
    /** The phases of a close: leave, messages, events. */
    private static final int WAITS_OF_A_CLOSE = 3;

    private final NodenetProperties properties;
    private final HeldIdentity identity;
    private final TransportFactory transport;
    private final NodenetConnectionDetails connectionDetails;
    private final NodeCallbacks callbacks;
    private final MessageThreads threads;
    private final Duration phaseTimeout;

    /**
     * Creates a factory.
     *
     * @param phaseTimeout the longest wait of the application for a node to end
     */
    NodeFactory(
            NodenetProperties properties,
            HeldIdentity identity,
            TransportFactory transport,
            NodenetConnectionDetails connectionDetails,
            NodeCallbacks callbacks,
            MessageThreads threads,
            Duration phaseTimeout) {
        this.properties = properties;
        this.identity = identity;
        this.transport = transport;
        this.connectionDetails = connectionDetails;
        this.callbacks = callbacks;
        this.threads = threads;
        this.phaseTimeout = phaseTimeout;
    }

    Identity identity() {
        return identity.identity();
    }

    /** Builds a node that is not started, with its own transport. */
    Node build(List<AnchorEntry> furtherAnchors) {
        NodeBuilder builder =
                Node.builder().identity(identity()).transport(transport::create).applicationExecutor(threads);
        apply(builder);
        builder.peerBook(PeerBookLocation.of(properties.peerBook(), identity.file()));
        builder.connectOptions(properties.connect().options());
        callbacks.applyTo(builder);
        callbacks.applyTo(builder, properties.media().consent());
        connectionDetails.anchors().forEach(builder::anchor);
        furtherAnchors.forEach(builder::anchor);
        callbacks.customize(builder);
        return builder.build();
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static int bytes(DataSize size) {
        return (int) (long)
                ConfigurationException.requireRange("maxPendingBytes", size.toBytes(), 0L, (long) Integer.MAX_VALUE);
    }

    private void apply(NodeBuilder builder) {
        Settings.map("nodenet.network.difficulty", properties.network().difficulty())
                .to(builder::difficulty);
        Settings.map(
                        "nodenet.transport.quic.max-inbound",
                        properties.transport().quic().maxInbound())
                .to(builder::maxInboundEdges);
        Settings.map("nodenet.target-edges", properties.targetEdges()).to(builder::targetEdges);
        Settings.map("nodenet.relay.enabled", properties.relay().enabled()).to(builder::relay);
        Settings.map("nodenet.relay.max-sessions", properties.relay().maxSessions())
                .to(builder::maxRelaySessions);
        Settings.map("nodenet.reflexive-quorum", properties.reflexiveQuorum()).to(builder::reflexiveQuorum);
        Settings.map(
                        "nodenet.delivery.max-pending-messages",
                        properties.delivery().maxPendingMessages())
                .to(builder::maxPendingMessages);
        Settings.map("nodenet.delivery.max-pending-bytes", properties.delivery().maxPendingBytes())
                .to(NodeFactory::bytes, builder::maxPendingBytes);
        Settings.map("nodenet.shutdown.drain-timeout", properties.shutdown().drainTimeout())
                .to(builder::drainTimeout);
        builder.drainTimeout(shorter(
                Objects.requireNonNullElse(properties.shutdown().drainTimeout(), NodeBuilder.DEFAULT_DRAIN_TIMEOUT),
                phaseTimeout.dividedBy(WAITS_OF_A_CLOSE)));
        Settings.map("nodenet.events.max-pending-events", properties.events().maxPendingEvents())
                .to(builder::maxPendingEvents);
        Settings.mapEach("nodenet.advertise", properties.advertise(), builder::advertise);
    }
}
