package io.nodenet.spring.boot.autoconfigure;

import io.nodenet.ConfigurationException;
import io.nodenet.fact.AnchorEntry;
import io.nodenet.identity.Identity;
import io.nodenet.node.Node;
import io.nodenet.node.NodeBuilder;
import io.nodenet.spring.boot.TransportFactory;
import io.nodenet.spring.boot.listener.MessageThreads;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/** Builds a node from the properties, the beans of the application and its customizers. */
final class NodeFactory {
    private final NodenetProperties properties;
    private final Identity identity;
    private final TransportFactory transport;
    private final NodenetConnectionDetails connectionDetails;
    private final NodeCallbacks callbacks;
    private final MessageThreads threads;
    private final @Nullable Path peerBook;

    NodeFactory(
            NodenetProperties properties,
            Identity identity,
            TransportFactory transport,
            NodenetConnectionDetails connectionDetails,
            NodeCallbacks callbacks,
            MessageThreads threads,
            @Nullable Path peerBook) {
        this.properties = properties;
        this.identity = identity;
        this.transport = transport;
        this.connectionDetails = connectionDetails;
        this.callbacks = callbacks;
        this.threads = threads;
        this.peerBook = peerBook;
    }

    Identity identity() {
        return identity;
    }

    /** Builds a node that is not started, with a transport of its own. */
    Node build(List<AnchorEntry> furtherAnchors) {
        NodeBuilder builder =
                Node.builder().identity(identity).transport(transport::create).applicationExecutor(threads);
        apply(builder);
        builder.peerBook(peerBook);
        builder.connectOptions(properties.connect().options());
        callbacks.applyTo(builder);
        callbacks.applyTo(builder, properties.media().consent());
        connectionDetails.anchors().forEach(builder::anchor);
        furtherAnchors.forEach(builder::anchor);
        callbacks.customize(builder);
        return builder.build();
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
        Settings.map("nodenet.events.max-pending-events", properties.events().maxPendingEvents())
                .to(builder::maxPendingEvents);
        Settings.mapEach("nodenet.advertise", properties.advertise(), builder::advertise);
    }
}
