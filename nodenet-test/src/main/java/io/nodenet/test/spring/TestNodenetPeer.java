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
 * A simulated peer in a {@link TestNodenetNetwork}: the node of production without an application of its own. All methods may be called from
 * any thread but the node's loop, and throw an {@code AssertionError} if the network has failed.
 *
 * <p>It keeps what it receives for the test: {@value SimulatedNode#MAX_DELIVERIES} messages and 16 MiB at most, until they are
 * {@linkplain #clearDeliveries cleared}.
 */
public final class TestNodenetPeer implements AutoCloseable {
    private final TestNodenetNetwork network;
    private final SimulatedNode node;

    TestNodenetPeer(TestNodenetNetwork network, SimulatedNode node) {
        this.network = network;
        this.node = node;
    }

    /** Answers the peer's ID. */
    public NodeId id() {
        return node.id();
    }

    /** Tells whether the peer runs: it was neither closed nor killed. */
    public boolean isAlive() {
        return network.call(node::isAlive);
    }

    /** Tells whether the peer has an edge to a node. */
    public boolean hasEdgeTo(NodeId other) {
        return network.call(() -> node.isAlive() && node.hasEdgeTo(other));
    }

    /** Sends a message through the network; answers how many copies left, 0 without an edge. */
    public int send(NodeId target, byte[] payload) {
        return network.call(() -> node.send(target, payload));
    }

    /** Sends a text through the network; answers how many copies left, 0 without an edge. */
    public int send(NodeId target, String text) {
        return send(target, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends a message to the application through the network; answers how many copies left, 0 without an edge. */
    public int sendToApplication(byte[] payload) {
        return send(network.applicationId(), payload);
    }

    /** Sends a text to the application through the network; answers how many copies left, 0 without an edge. */
    public int sendToApplication(String text) {
        return send(network.applicationId(), text);
    }

    /** Sends bytes over the edge to a neighbour; nothing happens without one. */
    public void sendDirect(NodeId neighbour, byte[] payload) {
        network.run(() -> node.sendDirect(neighbour, payload));
    }

    /** Answers the messages that the peer has received, in order. */
    public List<Delivery> deliveries() {
        return network.call(node::deliveries);
    }

    /** Answers the messages that the peer has received as texts, in order. */
    public List<String> texts() {
        return network.call(node::texts);
    }

    /**
     * Waits until the peer has received so many messages since the start or the last {@link #clearDeliveries}; answers all of them.
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
     * Opens a media session to a node, which is connected to first if there is no edge, and waits until it is open. The callee may refuse it afterwards:
     * {@link MediaSession#closed} tells. The session may be used from any thread; its listener is called on the thread of the network.
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

    /** Takes each call from now on, {@value SimulatedNode#MAX_CALLS} at most; before, the peer refuses them. */
    public void acceptCalls() {
        network.run(() -> node.acceptCalls(true));
    }

    /** Refuses each call from now on. */
    public void refuseCalls() {
        network.run(() -> node.acceptCalls(false));
    }

    /** Answers the sessions of the calls that the peer has taken, in order, those included that have ended. */
    public List<MediaSession> calls() {
        return network.call(node::calls);
    }

    /**
     * Waits until the peer has taken so many calls; answers all of them.
     *
     * @throws AssertionError if it has not after 20 seconds of real time
     */
    public List<MediaSession> awaitCalls(int count) {
        network.await(
                () -> calls().size() >= count,
                TestNodenetNetwork.PATIENCE,
                () -> id().shortText() + " has taken " + calls().size() + " calls, not " + count);
        return calls();
    }

    /** Forgets the messages that the peer has received. */
    public void clearDeliveries() {
        network.run(node::clearDeliveries);
    }

    /** Leaves the network with a word to the neighbours, and ends. Idempotent. */
    @Override
    public void close() {
        network.run(node::leave);
        network.await(() -> !isAlive(), TestNodenetNetwork.PATIENCE, () -> id().shortText() + " did not leave");
        network.remove(this);
    }

    /** Ends without a word, as a host that loses power: the neighbours find out by its silence. Idempotent. */
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
