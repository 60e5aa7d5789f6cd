package io.nodenet.spring.boot.autoconfigure;

import io.nodenet.fact.AnchorEntry;
import io.nodenet.identity.Identity;
import io.nodenet.node.Node;
import io.nodenet.node.NodeBuilder;
import io.nodenet.spring.boot.TransportFactory;
import io.nodenet.spring.boot.listener.MessageThreads;
import java.util.List;
import org.springframework.util.unit.DataSize;

/** Builds a node from the properties, the beans of the application and its customizers. */
final class NodeFactory {
    private final NodenetProperties properties;
    private final Identity identity;
    private final TransportFactory transport;
    private final NodenetConnectionDetails connectionDetails;
    private final NodeCallbacks callbacks;
    private final MessageThreads threads;

    NodeFactory(
            NodenetProperties properties,
            Identity identity,
            TransportFactory transport,
            NodenetConnectionDetails connectionDetails,
            NodeCallbacks callbacks,
            MessageThreads threads) {
        this.properties = properties;
        this.identity = identity;
        this.transport = transport;
        this.connectionDetails = connectionDetails;
        this.callbacks = callbacks;
        this.threads = threads;
    }

    Identity identity() {
        return identity;
    }

    /** Builds a node that is not started, with a transport of its own. */
    Node build(List<AnchorEntry> furtherAnchors) {
        NodeBuilder builder =
                Node.builder().identity(identity).transport(transport::create).applicationExecutor(threads);
        apply(builder);
        callbacks.applyTo(builder);
        connectionDetails.bootstrap().forEach(builder::anchor);
        furtherAnchors.forEach(builder::anchor);
        callbacks.customize(builder);
        return builder.build();
    }

    private void apply(NodeBuilder builder) {
        int difficulty = properties.network().difficulty();
        Settings.check("nodenet.network.difficulty", difficulty, () -> builder.difficulty(difficulty));
        int inbound = properties.transport().quic().maxInbound();
        Settings.check("nodenet.transport.quic.max-inbound", inbound, () -> builder.maxInboundEdges(inbound));
        int capacity = properties.delivery().queueCapacity();
        Settings.check("nodenet.delivery.queue-capacity", capacity, () -> builder.maxPendingMessages(capacity));
        DataSize size = properties.delivery().queueSize();
        int bytes = (int) Math.min(Integer.MAX_VALUE, size.toBytes());
        Settings.check("nodenet.delivery.queue-size", size, () -> builder.maxPendingBytes(bytes));
        Settings.check(
                "nodenet.shutdown.grace-period",
                properties.shutdown().gracePeriod(),
                () -> builder.drainTimeout(properties.shutdown().gracePeriod()));
        int events = properties.events().maxPendingEvents();
        Settings.check("nodenet.events.max-pending-events", events, () -> builder.maxPendingEvents(events));
        List<String> advertised = properties.advertise();
        for (int i = 0; i < advertised.size(); i++) {
            String address = advertised.get(i);
            Settings.check("nodenet.advertise[" + i + "]", address, () -> builder.advertise(address.strip()));
        }
    }
}
