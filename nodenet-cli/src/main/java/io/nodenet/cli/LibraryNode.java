package io.nodenet.cli;

import io.nodenet.ConfigurationException;
import io.nodenet.address.Endpoint;
import io.nodenet.address.HostPort;
import io.nodenet.fact.AnchorEntry;
import io.nodenet.fact.CloseReason;
import io.nodenet.fact.ConnectivityPhase;
import io.nodenet.fact.ReflexiveAddress;
import io.nodenet.kad.NodeId;
import io.nodenet.node.EdgeSnapshot;
import io.nodenet.node.InboundMessage;
import io.nodenet.node.MessagePath;
import io.nodenet.node.Node;
import io.nodenet.node.NodeBuilder;
import io.nodenet.node.NodeListener;
import io.nodenet.node.SendResult;
import io.nodenet.transport.quic.QuicTransport;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A real node over QUIC. */
final class LibraryNode implements RunningNode {
    private final Logger log = LoggerFactory.getLogger("nodenet");
    private final Node node;
    private final Gate gate;
    private final NodeEvents events;

    private LibraryNode(Node node, Gate gate, NodeEvents events) {
        this.node = node;
        this.gate = gate;
        this.events = events;
    }

    /** Starts a node; see {@link NodeFactory#start}. */
    static LibraryNode start(NodeSettings settings, NodeEvents events) {
        InetSocketAddress address = resolve(settings.listen());
        NodeBuilder builder = Node.builder()
                .identity(settings.identity())
                .difficulty(settings.difficulty())
                .maxInboundEdges(settings.maxInbound())
                .listener(new Listener(events))
                .transport(QuicTransport.factory(quic -> quic.bind(address)
                        .maxInbound(settings.maxInbound())
                        .maxInboundPerAddress(settings.maxInboundPerAddress())));
        settings.anchors().forEach(builder::anchor);
        settings.advertise().forEach(advertised -> builder.advertise(advertised.toString()));
        Gate gate = new Gate();
        if (settings.gate()) {
            settings.anchors().forEach(entry -> gate.allow(entry.id()));
            builder.edgeAdmission(gate);
        }
        LibraryNode running = new LibraryNode(builder.build(), gate, events);
        running.node.onMessage(settings.echo() ? running::receiveAndEcho : running::receive);
        running.node.start();
        return running;
    }

    private static InetSocketAddress resolve(HostPort listen) {
        InetSocketAddress address = new InetSocketAddress(listen.host(), listen.port());
        if (address.isUnresolved()) {
            throw new ConfigurationException("Cannot listen on " + listen + ": the name " + listen.host()
                    + " is unknown; name an address of this machine");
        }
        return address;
    }

    private void receive(InboundMessage message) {
        events.delivered(message.originator(), PlainValues.word(message.path()), message.payload());
    }

    private void receiveAndEcho(InboundMessage message) {
        receive(message);
        byte[] answer = message.path() == MessagePath.LOCAL ? null : Echo.answerTo(message.payload());
        if (answer == null) {
            return;
        }
        if (answer.length > Node.MAX_MESSAGE_BYTES) {
            log.debug("no echo for {} bytes: they do not fit a routed message", message.payload().length);
            return;
        }
        SendResult result = node.send(message.originator(), answer);
        if (result != SendResult.ACCEPTED) {
            log.debug("no echo for {}: {}", message, result);
        }
    }

    @Override
    public NodeId id() {
        return node.id();
    }

    @Override
    public String endpoint() {
        return node.endpoint().text();
    }

    @Override
    public CompletableFuture<Integer> send(NodeId target, byte[] payload) {
        return node.launch(target, payload);
    }

    @Override
    public CompletableFuture<Void> sendDirect(NodeId target, byte[] payload) {
        return node.sendDirect(target, payload);
    }

    @Override
    public CompletableFuture<Duration> ping(NodeId target) {
        return node.ping(target);
    }

    @Override
    public CompletableFuture<Void> drop(NodeId target) {
        return node.drop(target);
    }

    @Override
    public void bootstrap(List<AnchorEntry> entries) {
        for (AnchorEntry entry : entries) {
            gate.allow(entry.id());
            node.addAnchor(entry);
        }
    }

    @Override
    public void allow(NodeId peer) {
        gate.allow(peer);
    }

    @Override
    public @Nullable Object snapshot() {
        return PlainValues.of(node.snapshot());
    }

    @Override
    public void close() {
        node.close();
    }

    /** Translates what the library tells. */
    private record Listener(NodeEvents events) implements NodeListener {
        @Override
        public void onEdgeUp(EdgeSnapshot edge) {
            events.edge(
                    edge.peer(),
                    PlainValues.word(edge.path()),
                    edge.outbound() ? "out" : "in",
                    edge.remote().text());
        }

        @Override
        public void onEdgeDown(NodeId peer, CloseReason reason) {
            events.edgeLost(peer, PlainValues.word(reason));
        }

        @Override
        public void onPhase(ConnectivityPhase from, ConnectivityPhase to, int outboundEdges) {
            events.phase(from.label(), to.label(), outboundEdges);
        }

        @Override
        public void onReflexiveAddress(ReflexiveAddress address) {
            events.reflexive(address.best().map(Endpoint::text).orElse(null), address.symmetric());
        }
    }
}
