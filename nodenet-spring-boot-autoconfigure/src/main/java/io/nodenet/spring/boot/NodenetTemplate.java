package io.nodenet.spring.boot;

import io.micrometer.observation.Observation;
import io.nodenet.fact.ConnectFailedException;
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
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.core.ResolvableType;

/**
 * Sends objects over the node: converts them, observes, and leaves the rest to the {@link Node}. Thread-safe, no method blocks.
 *
 * <p>Each call that sends is an observation {@link io.nodenet.spring.boot.observation.NodenetObservation#SEND}, each that connects a {@link
 * io.nodenet.spring.boot.observation.NodenetObservation#CONNECT}, each that opens a media session a {@link
 * io.nodenet.spring.boot.observation.NodenetObservation#CALL}.
 */
public class NodenetTemplate {
    private final Node node;
    private final NodenetMessageConverter converter;
    private final NodenetObservations observations;
    private final PayloadWriter writer;
    private final PendingRequests requests;

    /**
     * Creates a template.
     *
     * @param withHeaders whether objects travel with headers that say what they are
     * @param requests waits for replies
     */
    public NodenetTemplate(
            Node node,
            NodenetMessageConverter converter,
            NodenetObservations observations,
            boolean withHeaders,
            PendingRequests requests) {
        this.node = node;
        this.converter = converter;
        this.observations = observations;
        this.writer = new PayloadWriter(converter, withHeaders);
        this.requests = requests;
    }

    /** Answers the node's own ID. */
    public NodeId id() {
        return node.id();
    }

    /**
     * Sends a message through the network; see {@link Node#send}.
     *
     * @param message bytes, text, or what the {@link NodenetMessageConverter} takes
     * @throws MessageConversionException if there is no payload for it
     * @throws io.nodenet.PayloadTooLargeException if the payload has more than {@value Node#MAX_MESSAGE_BYTES} bytes
     * @throws io.nodenet.NodeStateException if the node is not running
     */
    public SendResult send(NodeId target, Object message) {
        NodenetSendContext context = new NodenetSendContext("routed", target);
        return observations.of(context).observe(() -> {
            SendResult result = node.send(target, payload(message, context));
            context.setOutcome(result.name());
            return result;
        });
    }

    /**
     * Sends a message as {@link #send} does and tells how many copies left; see {@link Node#sendReportingCopies}.
     *
     * @param message bytes, text, or what the {@link NodenetMessageConverter} takes
     * @throws MessageConversionException if there is no payload for it
     * @throws io.nodenet.PayloadTooLargeException if the payload has more than {@value Node#MAX_MESSAGE_BYTES} bytes
     * @throws io.nodenet.NodeStateException if the node is not running
     */
    public CompletableFuture<Integer> sendReportingCopies(NodeId target, Object message) {
        return observed("reported", target, message, payload -> node.sendReportingCopies(target, payload));
    }

    /**
     * Sends a message over the edge to a peer, and connects first if there is none, within the options of the application,
     * {@code nodenet.connect.*}; see {@link Node#sendDirect(NodeId, byte[], ConnectOptions)}.
     *
     * @param message bytes, text, or what the {@link NodenetMessageConverter} takes
     * @throws MessageConversionException if there is no payload for it
     * @throws io.nodenet.PayloadTooLargeException if the payload has more than {@value Node#MAX_DIRECT_BYTES} bytes
     * @throws io.nodenet.ConfigurationException if the ID of the peer is below the difficulty
     * @throws io.nodenet.NodeStateException if the node is not running
     */
    public CompletableFuture<Void> sendDirect(NodeId peer, Object message) {
        return sendDirect(peer, message, node.connectOptions());
    }

    /**
     * Sends a message over the edge to a peer within these options; see {@link #sendDirect(NodeId, Object)}.
     *
     * @throws MessageConversionException if there is no payload for it
     * @throws io.nodenet.PayloadTooLargeException if the payload has more than {@value Node#MAX_DIRECT_BYTES} bytes
     * @throws io.nodenet.ConfigurationException if the ID of the peer is below the difficulty
     * @throws io.nodenet.NodeStateException if the node is not running
     */
    public CompletableFuture<Void> sendDirect(NodeId peer, Object message, ConnectOptions options) {
        return observed("direct", peer, message, payload -> node.sendDirect(peer, payload, options));
    }

    /**
     * Sends a message that only its recipient can read; see {@link Node#sendSealed}. It reaches the recipient's listeners opened, on the path
     * {@link io.nodenet.node.MessagePath#SEALED}.
     *
     * @param message bytes, text, or what the {@link NodenetMessageConverter} takes
     * @throws MessageConversionException if there is no payload for it
     * @throws io.nodenet.PayloadTooLargeException if the payload has more than {@value Node#MAX_SEALED_BYTES} bytes
     * @throws io.nodenet.ConfigurationException if the ID of the peer is below the difficulty
     * @throws io.nodenet.NodeStateException if the node is not running
     */
    public CompletableFuture<Void> sendSealed(NodeId peer, Object message) {
        return observed("sealed", peer, message, payload -> node.sendSealed(peer, payload));
    }

    /**
     * Asks a peer through the network, as {@link #send} does, and waits for its reply; see {@link #request(NodeId, Object, ResolvableType, Duration,
     * MessagePath)}.
     *
     * @param type of the reply
     */
    public <T> CompletableFuture<T> request(NodeId peer, Object message, Class<T> type, Duration timeout) {
        return request(peer, message, ResolvableType.forClass(type), timeout, MessagePath.ROUTED);
    }

    /**
     * Asks a peer through the network for a reply of a type with type arguments; see {@link #request(NodeId, Object, ResolvableType, Duration,
     * MessagePath)}.
     *
     * @param type of the reply
     */
    public <T> CompletableFuture<T> request(
            NodeId peer, Object message, ParameterizedTypeReference<T> type, Duration timeout) {
        return request(peer, message, ResolvableType.forType(type), timeout, MessagePath.ROUTED);
    }

    /**
     * Asks a peer, and waits for what its {@link NodenetListener} method returns. A request travels with headers, whatever it is; only the peer that was
     * asked can answer, and it answers by the way on which the request came. The future completes on a thread that hands over messages, or that of
     * the timeouts: a handler that waits for it holds up the messages behind its own, and with them the reply, so it rather returns the future.
     *
     * @param message bytes, text, or what the {@link NodenetMessageConverter} takes
     * @param type of the reply; {@code Void} if it is enough that the message was handled
     * @param timeout how long the reply is waited for, 1 ms to 365 days
     * @param path how the request travels: routed, direct as by {@link #sendDirect(NodeId, Object)}, or sealed as by {@link #sendSealed}
     * @return fails with {@link io.nodenet.spring.boot.request.RemoteFailureException} if the peer tells that there is no reply, {@link
     *     io.nodenet.NodenetTimeoutException} if none came in time, {@link io.nodenet.BackpressureException} if too many requests wait or there is no room,
     *     {@link MessageConversionException} if the reply is no object of the type, {@link io.nodenet.NodeStateException} if the application stops taking
     *     messages, and as the methods that send do; cancelling it ends the wait
     * @throws MessageConversionException if there is no payload for the message, or none can be converted to the type
     * @throws io.nodenet.PayloadTooLargeException if the payload has more bytes than the path takes
     * @throws io.nodenet.ConfigurationException if the timeout is out of range, or the ID of the peer is below the difficulty
     * @throws io.nodenet.NodeStateException if the node is not running, or the application takes no messages
     */
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

    /**
     * Has a peer introduce itself, with its keys and addresses; see {@link Node#rendezvous(NodeId)}.
     *
     * @throws io.nodenet.ConfigurationException if the peer is this node itself, or its ID is below the difficulty
     * @throws io.nodenet.NodeStateException if the node is not running
     */
    public CompletableFuture<PeerIntroduction> rendezvous(NodeId peer) {
        return node.rendezvous(peer);
    }

    /**
     * Makes an edge to a peer within the options of the application, {@code nodenet.connect.*}; see {@link Node#connect(NodeId,
     * ConnectOptions)}.
     *
     * @return completes exceptionally with {@link ConnectFailedException}, which names each step that was tried; cancelling it ends the
     *     attempt for this caller
     * @throws io.nodenet.ConfigurationException if the peer is this node itself, or its ID is below the difficulty
     * @throws io.nodenet.NodeStateException if the node is not running
     */
    public CompletableFuture<Connected> connect(NodeId peer) {
        return connect(peer, node.connectOptions());
    }

    /**
     * Makes an edge to a peer within these options; see {@link #connect(NodeId)}.
     *
     * @throws io.nodenet.ConfigurationException if the peer is this node itself, or its ID is below the difficulty
     * @throws io.nodenet.NodeStateException if the node is not running
     */
    public CompletableFuture<Connected> connect(NodeId peer, ConnectOptions options) {
        NodenetConnectContext context = new NodenetConnectContext(peer);
        return attempted(observations.of(context), () -> node.connect(peer, options), context::setConnected);
    }

    /** Observes an attempt whose own future goes back to the caller, who may cancel it. */
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

    /**
     * Opens a media session to a peer within the options of the application, {@code nodenet.connect.*}; see {@link Node#call(NodeId,
     * ConnectOptions)}. The caller owns the session, and closes it.
     *
     * @return completes exceptionally as {@link #connect(NodeId)} does, or with {@link io.nodenet.MediaUnsupportedException}; cancelling it ends
     *     the attempt
     * @throws io.nodenet.ConfigurationException if the peer is this node itself, or its ID is below the difficulty
     * @throws io.nodenet.NodeStateException if the node is not running
     */
    public CompletableFuture<MediaSession> call(NodeId peer) {
        return call(peer, node.connectOptions());
    }

    /**
     * Opens a media session to a peer within these options; see {@link #call(NodeId)}.
     *
     * @throws io.nodenet.ConfigurationException if the peer is this node itself, or its ID is below the difficulty
     * @throws io.nodenet.NodeStateException if the node is not running
     */
    public CompletableFuture<MediaSession> call(NodeId peer, ConnectOptions options) {
        NodenetCallContext context = new NodenetCallContext(peer);
        return attempted(observations.of(context), () -> node.call(peer, options), context::setSession);
    }

    /** Measures the round trip to a neighbour; see {@link Node#ping}. */
    public CompletableFuture<Duration> ping(NodeId peer) {
        return node.ping(peer);
    }

    /**
     * Keeps the edge to a peer from now on; see {@link Node#keep}.
     *
     * @throws io.nodenet.ConfigurationException if it is this node, its ID is below the difficulty, or {@value Node#MAX_KEPT_PEERS} others
     *     are kept already
     * @throws io.nodenet.NodeStateException if the node has ended
     */
    public void keep(NodeId peer) {
        node.keep(peer);
    }

    /**
     * Keeps the edge to a peer no longer; see {@link Node#stopKeeping}.
     *
     * @throws io.nodenet.NodeStateException if the node has ended
     */
    public void stopKeeping(NodeId peer) {
        node.stopKeeping(peer);
    }

    private byte[] payload(Object message, NodenetSendContext context) {
        return writer.write(message, observations.traceHeaders().toldTo(context));
    }

    private <T> CompletableFuture<T> observed(
            String kind, NodeId peer, Object message, Function<byte[], CompletableFuture<T>> send) {
        NodenetSendContext context = new NodenetSendContext(kind, peer);
        Observation observation = observations.of(context).start();
        try {
            return send.apply(payload(message, context)).whenComplete((value, failure) -> {
                if (failure == null) {
                    context.setOutcome(SendResult.ACCEPTED.name());
                } else {
                    observation.error(cause(failure));
                }
                observation.stop();
            });
        } catch (RuntimeException e) {
            observation.error(e).stop();
            throw e;
        }
    }

    private static Throwable cause(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : null;
        return cause == null ? failure : cause;
    }
}
