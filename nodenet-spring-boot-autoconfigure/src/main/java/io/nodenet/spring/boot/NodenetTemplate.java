package io.nodenet.spring.boot;

import io.micrometer.observation.Observation;
import io.nodenet.fact.Connected;
import io.nodenet.fact.PeerIntroduction;
import io.nodenet.kad.NodeId;
import io.nodenet.media.MediaSession;
import io.nodenet.node.ConnectOptions;
import io.nodenet.node.MessagePath;
import io.nodenet.node.Node;
import io.nodenet.node.SendResult;
import io.nodenet.spring.boot.message.PayloadWriter;
import io.nodenet.spring.boot.observation.NodenetCallContext;
import io.nodenet.spring.boot.observation.NodenetConnectContext;
import io.nodenet.spring.boot.observation.NodenetObservations;
import io.nodenet.spring.boot.observation.NodenetSendContext;
import io.nodenet.spring.boot.request.PendingRequests;
import io.nodenet.spring.boot.request.UnroutableRetry;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.core.ResolvableType;

/**
 * Converts objects, observes the calls and delegates to the {@link Node}. Thread-safe; no method blocks.
 *
 * <p>Each call that sends a message is observed as {@link io.nodenet.spring.boot.observation.NodenetObservation#SEND}, each call that
 * connects as {@link io.nodenet.spring.boot.observation.NodenetObservation#CONNECT}, each call that opens a media session as {@link
 * io.nodenet.spring.boot.observation.NodenetObservation#CALL}.
 */
public class NodenetTemplate implements NodenetOperations {
    private final Node node;
    private final NodenetMessageConverter converter;
    private final NodenetObservations observations;
    private final PayloadWriter writer;
    private final PendingRequests requests;
    private final NodenetPeers peers;
    private final UnroutableRetry retry;

    /**
     * Creates a template.
     *
     * @param withHeaders whether objects travel with headers that describe them
     * @param requests the pending requests
     * @param peers the names of peers
     * @param retry resends messages for which there was no edge
     */
    public NodenetTemplate(
            Node node,
            NodenetMessageConverter converter,
            NodenetObservations observations,
            boolean withHeaders,
            PendingRequests requests,
            NodenetPeers peers,
            UnroutableRetry retry) {
        this.node = node;
        this.converter = converter;
        this.observations = observations;
        this.writer = new PayloadWriter(converter, withHeaders);
        this.requests = requests;
        this.peers = peers;
        this.retry = retry;
    }

    @Override
    public NodeId id() {
        return node.id();
    }

    @Override
    public SendResult send(NodeId target, Object message) {
        NodenetSendContext context = new NodenetSendContext("routed", target);
        return observations.of(context).observe(() -> {
            SendResult result = node.send(target, payload(message, context));
            context.setOutcome(result.name());
            return result;
        });
    }

    @Override
    public CompletableFuture<Integer> sendReportingCopies(NodeId target, Object message) {
        return observed(
                "reported", target, message, payload -> retry.run(() -> node.sendReportingCopies(target, payload)));
    }

    @Override
    public CompletableFuture<Void> sendDirect(NodeId peer, Object message) {
        return sendDirect(peer, message, node.connectOptions());
    }

    @Override
    public CompletableFuture<Void> sendDirect(NodeId peer, Object message, ConnectOptions options) {
        return observed("direct", peer, message, payload -> node.sendDirect(peer, payload, options));
    }

    @Override
    public CompletableFuture<Void> sendSealed(NodeId peer, Object message) {
        return observed("sealed", peer, message, payload -> retry.run(() -> node.sendSealed(peer, payload)));
    }

    @Override
    public <T> CompletableFuture<T> request(
            NodeId peer, Object message, ResolvableType type, Duration timeout, MessagePath path) {
        ReplyReader<T> reader = new ReplyReader<>(converter, type);
        NodenetSendContext context = new NodenetSendContext("request", peer);
        return attempted(
                observations.of(context),
                () -> requests.ask(
                        peer, reader, timeout, headers -> transmit(peer, request(message, headers, context), path)),
                reply -> context.setOutcome(SendResult.ACCEPTED.name()));
    }

    private byte[] request(Object message, Map<String, String> headers, NodenetSendContext context) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.putAll(observations.traceHeaders().toldTo(context));
        return writer.writeWithHeaders(message, all);
    }

    private CompletableFuture<?> transmit(NodeId peer, byte[] payload, MessagePath path) {
        return switch (path) {
            case DIRECT -> node.sendDirect(peer, payload, node.connectOptions());
            case SEALED -> node.sendSealed(peer, payload);
            case ROUTED, LOCAL -> node.sendReportingCopies(peer, payload);
        };
    }

    @Override
    public CompletableFuture<PeerIntroduction> rendezvous(NodeId peer) {
        return node.rendezvous(peer);
    }

    @Override
    public CompletableFuture<Connected> connect(NodeId peer) {
        return connect(peer, node.connectOptions());
    }

    @Override
    public CompletableFuture<Connected> connect(NodeId peer, ConnectOptions options) {
        NodenetConnectContext context = new NodenetConnectContext(peer);
        return attempted(observations.of(context), () -> node.connect(peer, options), context::setConnected);
    }

    /** Observes an attempt; its own future is returned to the caller, which can cancel it or give it a timeout. */
    private static <T> CompletableFuture<T> attempted(
            Observation observation, Supplier<CompletableFuture<T>> call, Consumer<T> succeeded) {
        observation.start();
        CompletableFuture<T> attempt;
        try {
            attempt = call.get();
        } catch (RuntimeException e) {
            observation.error(e).stop();
            throw e;
        }
        var unused = attempt.whenComplete((result, failure) -> {
            if (failure == null) {
                succeeded.accept(result);
            } else {
                observation.error(cause(failure));
            }
            observation.stop();
        });
        return attempt;
    }

    @Override
    public CompletableFuture<MediaSession> call(NodeId peer) {
        return call(peer, node.connectOptions());
    }

    @Override
    public CompletableFuture<MediaSession> call(NodeId peer, ConnectOptions options) {
        NodenetCallContext context = new NodenetCallContext(peer);
        return attempted(observations.of(context), () -> node.call(peer, options), context::setSession);
    }

    @Override
    public CompletableFuture<Duration> ping(NodeId peer) {
        return node.ping(peer);
    }

    @Override
    public void keep(NodeId peer) {
        node.keep(peer);
    }

    @Override
    public void stopKeeping(NodeId peer) {
        node.stopKeeping(peer);
    }

    @Override
    public NodeId peer(String name) {
        return peers.require(name);
    }

    private byte[] payload(Object message, NodenetSendContext context) {
        return writer.write(message, observations.traceHeaders().toldTo(context));
    }

    private <T> CompletableFuture<T> observed(
            String kind, NodeId peer, Object message, Function<byte[], CompletableFuture<T>> send) {
        NodenetSendContext context = new NodenetSendContext(kind, peer);
        return attempted(
                observations.of(context),
                () -> send.apply(payload(message, context)),
                sent -> context.setOutcome(SendResult.ACCEPTED.name()));
    }

    private static Throwable cause(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : null;
        return cause == null ? failure : cause;
    }
}
