package io.nodenet.spring.boot;

import io.nodenet.fact.ConnectFailedException;
import io.nodenet.fact.Connected;
import io.nodenet.fact.PeerIntroduction;
import io.nodenet.kad.NodeId;
import io.nodenet.media.MediaSession;
import io.nodenet.node.ConnectOptions;
import io.nodenet.node.MessagePath;
import io.nodenet.node.Node;
import io.nodenet.node.SendResult;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.core.ResolvableType;

/** What an application does over its node; {@link NodenetTemplate} does it, and tests replace it. Thread-safe, no method blocks. */
public interface NodenetOperations {
    /** Answers the node's own ID. */
    NodeId id();

    /**
     * Sends a message through the network; see {@link Node#send}.
     *
     * @param message bytes, text, or what the {@link NodenetMessageConverter} takes
     * @throws MessageConversionException if there is no payload for it
     * @throws io.nodenet.PayloadTooLargeException if the payload has more than {@value Node#MAX_MESSAGE_BYTES} bytes
     * @throws io.nodenet.NodeStateException if the node is not running
     */
    SendResult send(NodeId target, Object message);

    /**
     * Sends a message as {@link #send} does and tells how many copies left; see {@link Node#sendReportingCopies}.
     *
     * @param message bytes, text, or what the {@link NodenetMessageConverter} takes
     * @throws MessageConversionException if there is no payload for it
     * @throws io.nodenet.PayloadTooLargeException if the payload has more than {@value Node#MAX_MESSAGE_BYTES} bytes
     * @throws io.nodenet.NodeStateException if the node is not running
     */
    CompletableFuture<Integer> sendReportingCopies(NodeId target, Object message);

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
    CompletableFuture<Void> sendDirect(NodeId peer, Object message);

    /**
     * Sends a message over the edge to a peer within these options; see {@link #sendDirect(NodeId, Object)}.
     *
     * @throws MessageConversionException if there is no payload for it
     * @throws io.nodenet.PayloadTooLargeException if the payload has more than {@value Node#MAX_DIRECT_BYTES} bytes
     * @throws io.nodenet.ConfigurationException if the ID of the peer is below the difficulty
     * @throws io.nodenet.NodeStateException if the node is not running
     */
    CompletableFuture<Void> sendDirect(NodeId peer, Object message, ConnectOptions options);

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
    CompletableFuture<Void> sendSealed(NodeId peer, Object message);

    /**
     * Asks a peer through the network, as {@link #send} does, and waits for its reply; see {@link #request(NodeId, Object, ResolvableType, Duration,
     * MessagePath)}.
     *
     * @param type of the reply
     */
    default <T> CompletableFuture<T> request(NodeId peer, Object message, Class<T> type, Duration timeout) {
        return request(peer, message, ResolvableType.forClass(type), timeout, MessagePath.ROUTED);
    }

    /**
     * Asks a peer through the network for a reply of a type with type arguments; see {@link #request(NodeId, Object, ResolvableType, Duration,
     * MessagePath)}.
     *
     * @param type of the reply
     */
    default <T> CompletableFuture<T> request(
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
    <T> CompletableFuture<T> request(
            NodeId peer, Object message, ResolvableType type, Duration timeout, MessagePath path);

    /**
     * Has a peer introduce itself, with its keys and addresses; see {@link Node#rendezvous(NodeId)}.
     *
     * @throws io.nodenet.ConfigurationException if the peer is this node itself, or its ID is below the difficulty
     * @throws io.nodenet.NodeStateException if the node is not running
     */
    CompletableFuture<PeerIntroduction> rendezvous(NodeId peer);

    /**
     * Makes an edge to a peer within the options of the application, {@code nodenet.connect.*}; see {@link Node#connect(NodeId,
     * ConnectOptions)}.
     *
     * @return completes exceptionally with {@link ConnectFailedException}, which names each step that was tried; cancelling it ends the
     *     attempt for this caller
     * @throws io.nodenet.ConfigurationException if the peer is this node itself, or its ID is below the difficulty
     * @throws io.nodenet.NodeStateException if the node is not running
     */
    CompletableFuture<Connected> connect(NodeId peer);

    /**
     * Makes an edge to a peer within these options; see {@link #connect(NodeId)}.
     *
     * @throws io.nodenet.ConfigurationException if the peer is this node itself, or its ID is below the difficulty
     * @throws io.nodenet.NodeStateException if the node is not running
     */
    CompletableFuture<Connected> connect(NodeId peer, ConnectOptions options);

    /**
     * Opens a media session to a peer within the options of the application, {@code nodenet.connect.*}; see {@link Node#call(NodeId,
     * ConnectOptions)}. The caller owns the session, and closes it.
     *
     * @return completes exceptionally as {@link #connect(NodeId)} does, or with {@link io.nodenet.MediaUnsupportedException}; cancelling it ends
     *     the attempt
     * @throws io.nodenet.ConfigurationException if the peer is this node itself, or its ID is below the difficulty
     * @throws io.nodenet.NodeStateException if the node is not running
     */
    CompletableFuture<MediaSession> call(NodeId peer);

    /**
     * Opens a media session to a peer within these options; see {@link #call(NodeId)}.
     *
     * @throws io.nodenet.ConfigurationException if the peer is this node itself, or its ID is below the difficulty
     * @throws io.nodenet.NodeStateException if the node is not running
     */
    CompletableFuture<MediaSession> call(NodeId peer, ConnectOptions options);

    /** Measures the round trip to a neighbour; see {@link Node#ping}. */
    CompletableFuture<Duration> ping(NodeId peer);

    /**
     * Keeps the edge to a peer from now on; see {@link Node#keep}.
     *
     * @throws io.nodenet.ConfigurationException if it is this node, its ID is below the difficulty, or {@value Node#MAX_KEPT_PEERS} others
     *     are kept already
     * @throws io.nodenet.NodeStateException if the node has ended
     */
    void keep(NodeId peer);

    /**
     * Keeps the edge to a peer no longer; see {@link Node#stopKeeping}.
     *
     * @throws io.nodenet.NodeStateException if the node has ended
     */
    void stopKeeping(NodeId peer);

    /**
     * Returns the peer that a name stands for, {@code nodenet.peers.<name>}; a NodeID stands for itself.
     *
     * @throws IllegalArgumentException if it is neither; the message names the remedy
     */
    NodeId peer(String name);

    /** Sends to the {@linkplain #peer peer of a name}; see {@link #send(NodeId, Object)}. */
    default SendResult send(String name, Object message) {
        return send(peer(name), message);
    }

    /** Sends to the {@linkplain #peer peer of a name}; see {@link #sendReportingCopies(NodeId, Object)}. */
    default CompletableFuture<Integer> sendReportingCopies(String name, Object message) {
        return sendReportingCopies(peer(name), message);
    }

    /** Sends to the {@linkplain #peer peer of a name}; see {@link #sendDirect(NodeId, Object)}. */
    default CompletableFuture<Void> sendDirect(String name, Object message) {
        return sendDirect(peer(name), message);
    }

    /** Sends to the {@linkplain #peer peer of a name}; see {@link #sendSealed(NodeId, Object)}. */
    default CompletableFuture<Void> sendSealed(String name, Object message) {
        return sendSealed(peer(name), message);
    }

    /** Asks the {@linkplain #peer peer of a name}; see {@link #request(NodeId, Object, Class, Duration)}. */
    default <T> CompletableFuture<T> request(String name, Object message, Class<T> type, Duration timeout) {
        return request(peer(name), message, type, timeout);
    }

    /** Asks the {@linkplain #peer peer of a name}; see {@link #request(NodeId, Object, ParameterizedTypeReference, Duration)}. */
    default <T> CompletableFuture<T> request(
            String name, Object message, ParameterizedTypeReference<T> type, Duration timeout) {
        return request(peer(name), message, type, timeout);
    }

    /** Makes an edge to the {@linkplain #peer peer of a name}; see {@link #connect(NodeId)}. */
    default CompletableFuture<Connected> connect(String name) {
        return connect(peer(name));
    }

    /** Opens a media session to the {@linkplain #peer peer of a name}; see {@link #call(NodeId)}. */
    default CompletableFuture<MediaSession> call(String name) {
        return call(peer(name));
    }
}
