package io.nodenet.test.spring;

import io.nodenet.kad.NodeId;
import io.nodenet.media.MediaSession;
import io.nodenet.test.simulation.SimulatedNode;
import io.nodenet.test.simulation.SimulatedNode.Delivery;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * A simulated peer in a {@link TestNodenetNetwork}: the production node without an application. All methods can be called from any thread
 * except the node's loop, and throw an {@code AssertionError} if the network has failed.
 *
 * <p>It keeps received messages for the test, at most {@value SimulatedNode#MAX_DELIVERIES} and 16 MiB, until they are {@linkplain
 * #clearDeliveries cleared}.
 */
public final class TestNodenetPeer implements AutoCloseable {
    private final TestNodenetNetwork network;
    private final SimulatedNode node;

    TestNodenetPeer(TestNodenetNetwork network, SimulatedNode node) {
        this.network = network;
        this.node = node;
    }

    /** Returns the peer's ID. */
    public NodeId id() {
        return node.id();
    }

    /** Returns whether the peer is running, that is, was neither closed nor killed. */
    public boolean isAlive() {
        return network.call(node::isAlive);
    }

    /** Returns whether the peer has an edge to a node. */
    public boolean hasEdgeTo(NodeId other) {
        return network.call(() -> node.isAlive() && node.hasEdgeTo(other));
    }

    /** Sends a message through the network and returns the number of copies sent, 0 without an edge. */
    public int send(NodeId target, byte[] payload) {
        return network.call(() -> node.send(target, payload));
    }

    /** Sends a text through the network and returns the number of copies sent, 0 without an edge. */
    public int send(NodeId target, String text) {
        return send(target, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends a message to the application through the network and returns the number of copies sent, 0 without an edge. */
    public int sendToApplication(byte[] payload) {
        return send(network.applicationId(), payload);
    }

    /** Sends a text to the application through the network and returns the number of copies sent, 0 without an edge. */
    public int sendToApplication(String text) {
        return send(network.applicationId(), text);
    }

    /** Sends bytes over the edge to a neighbour; has no effect without an edge. */
    public void sendDirect(NodeId neighbour, byte[] payload) {
        network.run(() -> node.sendDirect(neighbour, payload));
    }

    /** Returns the messages that the peer has received, in order. */
    public List<Delivery> deliveries() {
        return network.call(node::deliveries);
    }

    /** Returns the messages that the peer has received as texts, in order. */
    public List<String> texts() {
        return network.call(node::texts);
    }

    /**
     * Waits until the peer has received a number of messages since the start or the last {@link #clearDeliveries}, and returns all of them.
     *
     * @throws AssertionError if it has not after 20 seconds of real time
     */
    public List<Delivery> awaitDeliveries(int count) {
        network.await(
                () -> deliveries().size() >= count,
                TestNodenetNetwork.PATIENCE,
                () -> id().shortText() + " has received " + texts() + ", not " + count + " messages");
        return deliveries();
    }

    /** Opens a media session to the application; see {@link #call(NodeId)}. */
    public MediaSession callApplication() {
        return call(network.applicationId());
    }

    /**
     * Opens a media session to a node, connecting first if there is no edge, and waits until it is open. The callee may still refuse it,
     * which {@link MediaSession#closed} reports. The session can be used from any thread; its listener is called on the network thread.
     *
     * @throws AssertionError if it is not open after 20 seconds of real time, or cannot be opened
     */
    public MediaSession call(NodeId callee) {
        CompletableFuture<MediaSession> called = network.call(() -> node.call(callee));
        network.await(
                called::isDone,
                TestNodenetNetwork.PATIENCE,
                () -> id().shortText() + " has no media session to " + callee.shortText());
        try {
            return called.join();
        } catch (CompletionException e) {
            throw new AssertionError(id().shortText() + " cannot call " + callee.shortText(), e.getCause());
        }
    }

    /** Starts accepting calls, at most {@value SimulatedNode#MAX_CALLS}; by default, the peer refuses them. */
    public void acceptCalls() {
        network.run(() -> node.acceptCalls(true));
    }

    /** Starts refusing calls. */
    public void refuseCalls() {
        network.run(() -> node.acceptCalls(false));
    }

    /** Returns the sessions of the calls that the peer has accepted, in order, including those that have ended. */
    public List<MediaSession> calls() {
        return network.call(node::calls);
    }

    /**
     * Waits until the peer has accepted a number of calls, and returns all of them.
     *
     * @throws AssertionError if it has not after 20 seconds of real time
     */
    public List<MediaSession> awaitCalls(int count) {
        network.await(
                () -> calls().size() >= count,
                TestNodenetNetwork.PATIENCE,
                () -> id().shortText() + " has accepted " + calls().size() + " calls, not " + count);
        return calls();
    }

    /** Discards the messages that the peer has received. */
    public void clearDeliveries() {
        network.run(node::clearDeliveries);
    }

    /** Leaves the network after notifying the neighbours, and ends. Idempotent. */
    @Override
    public void close() {
        network.run(node::leave);
        network.await(() -> !isAlive(), TestNodenetNetwork.PATIENCE, () -> id().shortText() + " did not leave");
        network.remove(this);
    }

    /** Ends without notice, like a host that loses power: the neighbours detect its silence. Idempotent. */
    public void kill() {
        network.remove(this);
    }

    SimulatedNode node() {
        return node;
    }

    @Override
    public String toString() {
        return node.toString();
    }
}
