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

/**
 * The operations of an application on its node; implemented by {@link NodenetTemplate}, and easy to replace in tests. Thread-safe; no
 * method blocks.
 */
public interface NodenetOperations {
    /** Returns the node's own ID. */
    NodeId id();

    /**
     * Sends a message through the network; see {@link Node#send}.
     *
     * @param message bytes, text, or an object that the {@link NodenetMessageConverter} can convert
     * @throws MessageConversionException if the message cannot be converted
     * @throws io.nodenet.PayloadTooLargeException if the payload has more than {@value Node#MAX_MESSAGE_BYTES} bytes
     * @throws io.nodenet.NodeStateException if the node is not running
     */
    SendResult send(NodeId target, Object message);

    /**
     * Sends a message as {@link #send} does and reports the number of copies sent; see {@link Node#sendReportingCopies}.
     *
     * @param message bytes, text, or an object that the {@link NodenetMessageConverter} can convert
     * @throws MessageConversionException if the message cannot be converted
     * @throws io.nodenet.PayloadTooLargeException if the payload has more than {@value Node#MAX_MESSAGE_BYTES} bytes
     * @throws io.nodenet.NodeStateException if the node is not running
     */
    CompletableFuture<Integer> sendReportingCopies(NodeId target, Object message);

    /**
     * Sends a message over the edge to a peer, and connects first if there is none, within the options of the application,
     * {@code nodenet.connect.*}; see {@link Node#sendDirect(NodeId, byte[], ConnectOptions)}.
     *
     * @param message bytes, text, or an object that the {@link NodenetMessageConverter} can convert
     * @throws MessageConversionException if the message cannot be converted
     * @throws io.nodenet.PayloadTooLargeException if the payload has more than {@value Node#MAX_DIRECT_BYTES} bytes
     * @throws io.nodenet.ConfigurationException if the ID of the peer is below the difficulty
     * @throws io.nodenet.NodeStateException if the node is not running
     */
    CompletableFuture<Void> sendDirect(NodeId peer, Object message);

    /**
     * Sends a message over the edge to a peer within these options; see {@link #sendDirect(NodeId, Object)}.
     *
     * @throws MessageConversionException if the message cannot be converted
     * @throws io.nodenet.PayloadTooLargeException if the payload has more than {@value Node#MAX_DIRECT_BYTES} bytes
     * @throws io.nodenet.ConfigurationException if the ID of the peer is below the difficulty
     * @throws io.nodenet.NodeStateException if the node is not running
     */
    CompletableFuture<Void> sendDirect(NodeId peer, Object message, ConnectOptions options);

    /**
     * Sends a message that only its recipient can read; see {@link Node#sendSealed}. The recipient's listeners receive it decrypted, with
     * the path {@link io.nodenet.node.MessagePath#SEALED}.
     *
     * @param message bytes, text, or an object that the {@link NodenetMessageConverter} can convert
     * @throws MessageConversionException if the message cannot be converted
     * @throws io.nodenet.PayloadTooLargeException if the payload has more than {@value Node#MAX_SEALED_BYTES} bytes
     * @throws io.nodenet.ConfigurationException if the ID of the peer is below the difficulty
     * @throws io.nodenet.NodeStateException if the node is not running
     */
    CompletableFuture<Void> sendSealed(NodeId peer, Object message);

    /**
     * Sends a request through the network, as {@link #send} does; see {@link #request(NodeId, Object, ResolvableType, Duration,
     * MessagePath)}.
     *
     * @param type the type of the reply
     */
    default <T> CompletableFuture<T> request(NodeId peer, Object message, Class<T> type, Duration timeout) {
        return request(peer, message, ResolvableType.forClass(type), timeout, MessagePath.ROUTED);
    }

    /**
     * Sends a request through the network for a reply of a generic type; see {@link #request(NodeId, Object, ResolvableType, Duration,
     * MessagePath)}.
     *
     * @param type the type of the reply
     */
    default <T> CompletableFuture<T> request(
            NodeId peer, Object message, ParameterizedTypeReference<T> type, Duration timeout) {
        return request(peer, message, ResolvableType.forType(type), timeout, MessagePath.ROUTED);
    }

    /**
     * Sends a request to a peer; the future completes with the return value of the peer's {@link NodenetListener} method. A request always
     * travels with headers; only the peer that was asked can reply, and its reply takes the same path as the request. The future completes
     * on a thread that delivers messages, or on the timeout thread: a handler that waits for it delays the messages behind its own, and
     * possibly the reply, so return the future instead.
     *
     * @param message bytes, text, or an object that the {@link NodenetMessageConverter} can convert
     * @param type the type of the reply; {@code Void} if an acknowledgement is enough
     * @param timeout the longest wait for the reply, 1 ms to 365 days
     * @param path how the request travels: routed, direct as by {@link #sendDirect(NodeId, Object)}, or sealed as by {@link #sendSealed}
     * @return fails with {@link io.nodenet.spring.boot.request.RemoteFailureException} if the peer reports that there is no reply, {@link
     *     io.nodenet.NodenetTimeoutException} if none arrived in time, {@link io.nodenet.BackpressureException} if too many requests are
     *     pending or there is no room, {@link MessageConversionException} if the reply cannot be converted to the type, {@link
     *     io.nodenet.NodeStateException} if the application stops accepting messages, and as the sending methods do; cancelling it ends the
     *     wait
     * @throws MessageConversionException if the message cannot be converted, or no payload can be converted to the type
     * @throws io.nodenet.PayloadTooLargeException if the payload is larger than the path allows
     * @throws io.nodenet.ConfigurationException if the timeout is out of range, or the ID of the peer is below the difficulty
     * @throws io.nodenet.NodeStateException if the node is not running, or the application does not accept messages
     */
    <T> CompletableFuture<T> request(
            NodeId peer, Object message, ResolvableType type, Duration timeout, MessagePath path);

    /**
     * Asks a peer to introduce itself with its keys and addresses; see {@link Node#rendezvous(NodeId)}.
     *
     * @throws io.nodenet.ConfigurationException if the peer is this node itself, or its ID is below the difficulty
     * @throws io.nodenet.NodeStateException if the node is not running
     */
    CompletableFuture<PeerIntroduction> rendezvous(NodeId peer);

    /**
     * Connects to a peer within the options of the application, {@code nodenet.connect.*}; see {@link Node#connect(NodeId,
     * ConnectOptions)}.
     *
     * @return completes exceptionally with {@link ConnectFailedException}, which lists each attempted step; cancelling it ends the attempt
     *     for this caller
     * @throws io.nodenet.ConfigurationException if the peer is this node itself, or its ID is below the difficulty
     * @throws io.nodenet.NodeStateException if the node is not running
     */
    CompletableFuture<Connected> connect(NodeId peer);

    /**
     * Connects to a peer within these options; see {@link #connect(NodeId)}.
     *
     * @throws io.nodenet.ConfigurationException if the peer is this node itself, or its ID is below the difficulty
     * @throws io.nodenet.NodeStateException if the node is not running
     */
    CompletableFuture<Connected> connect(NodeId peer, ConnectOptions options);

    /**
     * Opens a media session to a peer within the options of the application, {@code nodenet.connect.*}; see {@link Node#call(NodeId,
     * ConnectOptions)}. The caller owns the session and must close it.
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
     * Starts keeping the edge to a peer; see {@link Node#keep}.
     *
     * @throws io.nodenet.ConfigurationException if it is this node, its ID is below the difficulty, or {@value Node#MAX_KEPT_PEERS} others
     *     are already kept
     * @throws io.nodenet.NodeStateException if the node has ended
     */
    void keep(NodeId peer);

    /**
     * Stops keeping the edge to a peer; see {@link Node#stopKeeping}.
     *
     * @throws io.nodenet.NodeStateException if the node has ended
     */
    void stopKeeping(NodeId peer);

    /**
     * Resolves the name of a peer, {@code nodenet.peers.<name>}; a NodeID resolves to itself.
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

    /** Sends a request to the {@linkplain #peer peer of a name}; see {@link #request(NodeId, Object, Class, Duration)}. */
    default <T> CompletableFuture<T> request(String name, Object message, Class<T> type, Duration timeout) {
        return request(peer(name), message, type, timeout);
    }

    /**
     * Sends a request to the {@linkplain #peer peer of a name}; see {@link #request(NodeId, Object, ParameterizedTypeReference, Duration)}.
     */
    default <T> CompletableFuture<T> request(
            String name, Object message, ParameterizedTypeReference<T> type, Duration timeout) {
        return request(peer(name), message, type, timeout);
    }

    /** Connects to the {@linkplain #peer peer of a name}; see {@link #connect(NodeId)}. */
    default CompletableFuture<Connected> connect(String name) {
        return connect(peer(name));
    }

    /** Opens a media session to the {@linkplain #peer peer of a name}; see {@link #call(NodeId)}. */
    default CompletableFuture<MediaSession> call(String name) {
        return call(peer(name));
    }
}
