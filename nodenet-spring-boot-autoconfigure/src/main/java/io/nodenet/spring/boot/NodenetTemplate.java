package io.nodenet.spring.boot;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.nodenet.kad.NodeId;
import io.nodenet.node.Node;
import io.nodenet.node.SendResult;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Sends objects over the node: converts them, observes, and leaves the rest to the {@link Node}. Thread-safe, no method blocks.
 *
 * <p>Each call is an observation {@code nodenet.send} with the low-cardinality keys {@code kind} (routed, launched, direct) and {@code
 * outcome}, and the high-cardinality key {@code nodenet.peer}.
 */
public class NodenetTemplate {
    private final Node node;
    private final NodenetMessageConverter converter;
    private final ObservationRegistry observations;

    public NodenetTemplate(Node node, NodenetMessageConverter converter, ObservationRegistry observations) {
        this.node = node;
        this.converter = converter;
        this.observations = observations;
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
        Observation observation = begin("routed", target);
        try {
            SendResult result = node.send(target, converter.toPayload(message));
            observation.lowCardinalityKeyValue("outcome", result.name());
            return result;
        } catch (RuntimeException e) {
            failed(observation, e);
            throw e;
        } finally {
            observation.stop();
        }
    }

    /**
     * Sends a message as {@link #send} does and tells how many copies left; see {@link Node#launch}.
     *
     * @param message bytes, text, or what the {@link NodenetMessageConverter} takes
     * @throws MessageConversionException if there is no payload for it
     * @throws io.nodenet.PayloadTooLargeException if the payload has more than {@value Node#MAX_MESSAGE_BYTES} bytes
     * @throws io.nodenet.NodeStateException if the node is not running
     */
    public CompletableFuture<Integer> launch(NodeId target, Object message) {
        Observation observation = begin("launched", target);
        try {
            return observed(observation, node.launch(target, converter.toPayload(message)));
        } catch (RuntimeException e) {
            failed(observation, e);
            observation.stop();
            throw e;
        }
    }

    /**
     * Sends bytes over the edge to a neighbour; see {@link Node#sendDirect}.
     *
     * @param message bytes, text, or what the {@link NodenetMessageConverter} takes
     * @throws MessageConversionException if there is no payload for it
     * @throws io.nodenet.PayloadTooLargeException if the payload has more than {@value Node#MAX_DIRECT_BYTES} bytes
     * @throws io.nodenet.NodeStateException if the node is not running
     */
    public CompletableFuture<Void> sendDirect(NodeId peer, Object message) {
        Observation observation = begin("direct", peer);
        try {
            return observed(observation, node.sendDirect(peer, converter.toPayload(message)));
        } catch (RuntimeException e) {
            failed(observation, e);
            observation.stop();
            throw e;
        }
    }

    /** Measures the round trip to a neighbour; see {@link Node#ping}. */
    public CompletableFuture<Duration> ping(NodeId peer) {
        return node.ping(peer);
    }

    private Observation begin(String kind, NodeId peer) {
        return Observation.createNotStarted("nodenet.send", observations)
                .contextualName("nodenet send")
                .lowCardinalityKeyValue("kind", kind)
                .highCardinalityKeyValue("nodenet.peer", peer.toString())
                .start();
    }

    private static <T> CompletableFuture<T> observed(Observation observation, CompletableFuture<T> future) {
        return future.whenComplete((value, failure) -> {
            if (failure == null) {
                observation.lowCardinalityKeyValue("outcome", SendResult.ACCEPTED.name());
            } else {
                failed(observation, failure);
            }
            observation.stop();
        });
    }

    private static void failed(Observation observation, Throwable failure) {
        observation.lowCardinalityKeyValue("outcome", "FAILED").error(failure);
    }
}
