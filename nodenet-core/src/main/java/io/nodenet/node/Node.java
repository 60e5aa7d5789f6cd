package io.nodenet.node;

import io.nodenet.address.Endpoint;
import io.nodenet.fact.AnchorEntry;
import io.nodenet.fact.Connected;
import io.nodenet.fact.NodeEvent;
import io.nodenet.fact.PeerIntroduction;
import io.nodenet.identity.SealedBox;
import io.nodenet.kad.NodeId;
import io.nodenet.media.MediaSession;
import io.nodenet.node.core.upkeep.AnchorList;
import io.nodenet.node.core.upkeep.KeptPeers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Consumer;

/**
 * A node of the network: sends to NodeIDs, delivers what is sent to its own, and carries the messages of others.
 *
 * <pre>{@code
 * Identity identity = IdentityMinter.loadOrMint(Path.of("node.seed"), 16);
 * try (Node node = Node.builder()
 *         .identity(identity)
 *         .transport(QuicTransport.factory(quic -> quic.bind("0.0.0.0", 4242)))
 *         .anchor("<id>@anchor.example:4242")
 *         .build()) {
 *     node.onMessage(message -> chat.show(message.originator(), message.text()));
 *     node.start();
 *     node.send(peer, "hello".getBytes(UTF_8));
 * }
 * }</pre>
 *
 * <p>All methods may be called from any thread and none blocks, except {@link #start}, {@link #close} and {@link #snapshot}, which must
 * not be called on the node's loop; application code never runs there.
 */
public interface Node extends AutoCloseable {
    /** The largest payload of {@link #send} in bytes, whatever the number of edges (W-32). */
    int MAX_MESSAGE_BYTES = 65_326;

    /** The most bytes of the payload of a sealed message. */
    int MAX_SEALED_BYTES = MAX_MESSAGE_BYTES - SealedBox.MAX_OVERHEAD;

    /** The largest payload of {@link #sendDirect} in bytes. */
    int MAX_DIRECT_BYTES = 65_531;

    /** The maximum number of anchors. */
    int MAX_ANCHORS = AnchorList.MAX_ANCHORS;

    /** The maximum number of peers whose edges are kept. */
    int MAX_KEPT_PEERS = KeptPeers.MAX_KEPT;

    /** How long {@link #rendezvous(NodeId)} waits: 10 seconds, for which a question is sent up to four times. */
    Duration DEFAULT_RENDEZVOUS_TIMEOUT = Duration.ofSeconds(10);

    /** Returns a new node builder. */
    static NodeBuilder builder() {
        return new NodeBuilder();
    }

    /** Returns the node's own ID. */
    NodeId id();

    NodeState state();

    /**
     * Binds the socket and starts to dial the anchors; answers once the socket is bound. Over QUIC the node then keeps the JVM alive until
     * it is closed.
     *
     * @throws io.nodenet.NodeStateException if the node was started or closed before
     * @throws io.nodenet.TransportException if the socket cannot be bound; the node is closed then
     */
    void start();

    /**
     * Leaves the network, 500 ms at most, then ends the transport and the threads; returns once all that is done. Idempotent. Messages
     * that were taken in are still handed to the receiver, within {@link NodeBuilder#drainTimeout}. Called by a receiver of messages or a
     * subscriber of events, it waits for neither, since it would wait for itself, and returns at once if the node is being closed already.
     */
    @Override
    void close();

    /**
     * Returns the address that the socket is bound to, possibly a wildcard.
     *
     * @throws io.nodenet.NodeStateException if the node was not started
     */
    Endpoint endpoint();

    /**
     * Sets the receiver of messages. Called on the application executor: in order per originator, at the same time for different ones.
     * Without a receiver messages wait in the bounded queue of deliveries.
     *
     * @return a handle that cancels the subscription
     * @throws io.nodenet.NodeStateException if there is a receiver, or a subscriber of {@link #deliveries}, already
     */
    MessageSubscription onMessage(Consumer<? super InboundMessage> receiver);

    /**
     * Returns the messages as a publisher over the same bounded queue, for one subscriber at a time: what it has not requested waits in
     * the queue. Of this and {@link #onMessage} exactly one is active; a subscriber that comes while a receiver is set gets {@code onError}
     * with {@link io.nodenet.NodeStateException}. Its signals come one after the other, on the application executor; messages of one
     * originator keep their order. It completes when the node is closed and what was pending before has been requested, or when the drain
     * timeout is over.
     */
    Flow.Publisher<InboundMessage> deliveries();

    /**
     * Subscribes to events of one type, or of all types with {@code NodeEvent.class}. Called sequentially on a dedicated thread, in the
     * order of the events, which never blocks the node; what a consumer throws is logged. At most {@link NodeBuilder#maxPendingEvents} wait:
     * when a consumer is slower than that, the oldest waiting event of the same type gives way to the new one, which is counted.
     *
     * @return a handle that cancels the subscription
     */
    <E extends NodeEvent> EventSubscription on(Class<E> type, Consumer<? super E> consumer);

    /**
     * Sends a signed message to a NodeID through the network, in up to three copies over different neighbours; the receiving node
     * delivers it once. Signs in the calling thread, about 70 µs. The answer comes at once: {@link SendResult#FULL} as long as messages
     * wait for room. A message that was accepted waits for room up to a second, and is lost and counted if there is none. A message to this node's own ID is delivered locally (W-29).
     *
     * <p>There is no receipt. A sender that gets no answer sends the same bytes again: within two minutes they leave over neighbours that have not
     * had them, as long as there are some, and so get around nodes on the way that drop what they should forward. The receiving application may get
     * both.
     *
     * @param payload 0 to {@value #MAX_MESSAGE_BYTES} bytes, copied
     * @throws io.nodenet.PayloadTooLargeException if it is larger
     * @throws io.nodenet.NodeStateException if the node is not running
     */
    SendResult send(NodeId target, byte[] payload);

    /**
     * Sends as {@link #send} does, and tells how many copies left: completes with 1 to 3, which says nothing of their arrival, or
     * exceptionally with {@link io.nodenet.UnroutableException} if there is no edge to leave over, or
     * {@link io.nodenet.BackpressureException} if the submission budget is used up, or no edge had room within a second. A message to this node's own ID
     * counts as one copy.
     *
     * @param payload 0 to {@value #MAX_MESSAGE_BYTES} bytes, copied
     * @throws io.nodenet.PayloadTooLargeException if it is larger
     * @throws io.nodenet.NodeStateException if the node is not running
     */
    CompletableFuture<Integer> sendReportingCopies(NodeId target, byte[] payload);

    /** Returns how far the node goes to reach a peer unless a call says otherwise ({@link NodeBuilder#connectOptions}). */
    ConnectOptions connectOptions();

    /**
     * Sends bytes over the edge to a peer, within {@link #connectOptions}.
     *
     * @see #sendDirect(NodeId, byte[], ConnectOptions)
     */
    default CompletableFuture<Void> sendDirect(NodeId peer, byte[] payload) {
        return sendDirect(peer, payload, connectOptions());
    }

    /**
     * Sends bytes over the edge to a peer, and connects first as {@link #connect} does if there is none. What is sent to one peer leaves in
     * its order, and no faster than 480 messages a second, since peers of the deployed network drop what exceeds 512 frames (W-37): what does
     * not leave at once waits for an edge, its turn and room, until the timeout of the options is over. If the edge is lost meanwhile, what
     * waits is connected for once more, which {@link NodeEvent.Reconnecting} tells.
     *
     * <p>Completes when the connection has taken the bytes, which says nothing of their arrival: what is on its way when a connection ends is
     * lost, and never sent twice. Completes exceptionally with {@link io.nodenet.fact.ConnectFailedException} if there is no edge within the
     * time or nothing is left to be tried, {@link io.nodenet.ConnectionClosedException} if edges were lost twice or the application dropped the
     * edge, or {@link io.nodenet.BackpressureException} if too much waits already (half of {@link NodeBuilder#submissionBudget} for all peers),
     * or the edge took no more within the time; {@link NodeEvent.RoomAgain} follows when there is room. Cancelling the future does not call
     * the bytes back.
     *
     * @param payload 0 to {@value #MAX_DIRECT_BYTES} bytes, copied
     * @param options how far to go for an edge if there is none; of one that is up, only the timeout counts
     * @throws io.nodenet.PayloadTooLargeException if it is larger
     * @throws io.nodenet.ConfigurationException if the ID of the peer is below the difficulty
     * @throws io.nodenet.NodeStateException if the node is not running
     */
    CompletableFuture<Void> sendDirect(NodeId peer, byte[] payload, ConnectOptions options);

    /**
     * Has a peer introduce itself within {@link #DEFAULT_RENDEZVOUS_TIMEOUT}.
     *
     * @see #rendezvous(NodeId, Duration)
     */
    default CompletableFuture<PeerIntroduction> rendezvous(NodeId peer) {
        return rendezvous(peer, DEFAULT_RENDEZVOUS_TIMEOUT);
    }

    /**
     * Has a peer introduce itself: asks for it through the network, by its NodeID alone, and takes the answer that its key has signed
     * (docs/protocol/03). Callers that ask for the same peer at the same time share the answer. The question is sent again after 1, 3 and 7
     * seconds. The peer, and whoever forwards the question, learn the addresses of this node, if its {@link AddressDisclosure} allows it; else
     * the question goes out without them.
     *
     * <p>Completes exceptionally with {@link io.nodenet.UnroutableException} at once if there is no edge to leave over,
     * {@link io.nodenet.NodenetTimeoutException} if no valid answer comes in time, or {@link io.nodenet.BackpressureException} if too many
     * peers are being asked, 256 at a time.
     *
     * @param timeout 1 ms to 365 days
     * @throws io.nodenet.ConfigurationException if the peer is this node itself, or its ID is below the difficulty
     * @throws io.nodenet.NodeStateException if the node is not running
     */
    CompletableFuture<PeerIntroduction> rendezvous(NodeId peer, Duration timeout);

    /**
     * Sends a message as {@link #send} does, sealed so that nobody but its recipient can read it, and that names its sender to it
     * (docs/protocol/03, section 7). Nodes that forward it see who sends to whom, and how much. A recipient that this node has had no
     * rendezvous with introduces itself first, within {@link #DEFAULT_RENDEZVOUS_TIMEOUT}. The recipient's node opens the message and
     * delivers it on the path {@link MessagePath#SEALED}; nodes of other kinds deliver the box, which {@link io.nodenet.identity.SealedBox}
     * opens with {@link io.nodenet.identity.SealedBox#boundTo} of the sender.
     *
     * <p>Completes when copies have left, which says nothing of their arrival. Completes exceptionally as {@link #rendezvous} does, and with
     * {@link io.nodenet.BackpressureException} if too much waits already, 4 MiB of payloads. Sealed messages to one peer may overtake each
     * other while its key is unknown.
     *
     * @param payload 0 to {@value #MAX_SEALED_BYTES} bytes, copied
     * @throws io.nodenet.PayloadTooLargeException if it is larger
     * @throws io.nodenet.ConfigurationException if the ID of the peer is below the difficulty
     * @throws io.nodenet.NodeStateException if the node is not running
     */
    CompletableFuture<Void> sendSealed(NodeId peer, byte[] payload);

    /**
     * Comes to an edge with a peer, within {@link #connectOptions}.
     *
     * @see #connect(NodeId, ConnectOptions)
     */
    default CompletableFuture<Connected> connect(NodeId peer) {
        return connect(peer, connectOptions());
    }

    /**
     * Comes to an edge with a peer that is known by its NodeID: takes the one that is up, else has the peer introduce itself, dials its
     * addresses, and punches holes into the NATs between the two where dialing alone does not do (docs/protocol/06, section 3). The edge is
     * encrypted from end to end and proves the peer's identity whatever its path. Callers that ask for the same peer at the same time, over
     * the same kinds of path, share the attempt. Cancelling the future ends it for this caller; an attempt that nobody waits for ends.
     *
     * <p>Nobody keeps the edge for the caller: it may be lost, or closed as superfluous; see {@link #keep}.
     *
     * <p>Completes exceptionally with {@link io.nodenet.fact.ConnectFailedException} if there is no edge within the time or nothing is left to
     * be tried, which names each step and its cause, or with {@link io.nodenet.BackpressureException} if too many peers are being connected
     * to, 64 at a time, or too many wait for this one.
     *
     * @throws io.nodenet.ConfigurationException if the peer is this node itself, or its ID is below the difficulty
     * @throws io.nodenet.NodeStateException if the node is not running
     */
    CompletableFuture<Connected> connect(NodeId peer, ConnectOptions options);

    /**
     * Opens a media session to a peer, within {@link #connectOptions}.
     *
     * @see #call(NodeId, ConnectOptions)
     */
    default CompletableFuture<MediaSession> call(NodeId peer) {
        return call(peer, connectOptions());
    }

    /**
     * Opens a media session to a peer, on a connection of its own beside the edge to it, over the same path; without an edge it connects first
     * as {@link #connect} does (docs/protocol/05, section 2). The peer may refuse it afterwards: the session then ends at once, and
     * {@link MediaSession#closed} tells why, as far as the peer says. The application owns the session, and closes it.
     *
     * <p>Completes exceptionally as {@link #connect} does if there is no edge, with {@link io.nodenet.MediaUnsupportedException} if the peer or this
     * node has no media, {@link io.nodenet.TransportException} if the session does not come about over the path of the edge, which is then asked
     * whether it lives, or {@link io.nodenet.BackpressureException} if 64 sessions are being opened. Cancelling the future ends the attempt.
     *
     * @param options how far to go for an edge if there is none; the time is that for all together, 10 seconds of it for the session at most
     * @throws io.nodenet.ConfigurationException if the peer is this node itself, or its ID is below the difficulty
     * @throws io.nodenet.NodeStateException if the node is not running
     */
    CompletableFuture<MediaSession> call(NodeId peer, ConnectOptions options);

    /**
     * Subscribes to the calls of peers that {@link NodeBuilder#mediaConsent} allows, those that wait already included. Called on the threads of
     * media listeners, at the same time for different calls. Of several subscribers the first that accepts a call has it.
     *
     * @return a handle that cancels the subscription
     */
    EventSubscription onCall(Consumer<? super InboundCall> receiver);

    /**
     * Measures the round trip to a neighbour. Completes exceptionally with {@link io.nodenet.UnroutableException} if there is no edge,
     * or {@link io.nodenet.ConnectionClosedException} if it goes down first, at most 9 s after the peer went silent.
     *
     * @throws io.nodenet.NodeStateException if the node is not running
     */
    CompletableFuture<Duration> ping(NodeId peer);

    /**
     * Closes the edge to a neighbour; an anchor is dialed again later. Completes exceptionally with
     * {@link io.nodenet.UnroutableException} if there is none.
     *
     * @throws io.nodenet.NodeStateException if the node is not running
     */
    CompletableFuture<Void> drop(NodeId peer);

    /**
     * Adds an anchor, which is dialed at once and redialed indefinitely, or gives one another address. The node itself is left out.
     *
     * @throws io.nodenet.ConfigurationException if its ID is below the difficulty, or there are {@value #MAX_ANCHORS} others already
     * @throws io.nodenet.NodeStateException if the node is not running
     */
    default void addAnchor(AnchorEntry anchor) {
        addAnchors(List.of(anchor));
    }

    /**
     * Adds several anchors as {@link #addAnchor} does: all of them, or none if it throws.
     *
     * @throws io.nodenet.ConfigurationException if an ID is below the difficulty, or there would be more than {@value #MAX_ANCHORS}
     * @throws io.nodenet.NodeStateException if the node is not running
     */
    void addAnchors(List<AnchorEntry> anchors);

    /**
     * Keeps the edge to a peer from now on: dials it if its address is known, does all that {@link #connect} does if it is not or nobody
     * answers there, makes the edge again when it is lost, with 30 seconds between two attempts at most, and never closes it to make room for
     * others. Kept edges come on top of {@link NodeBuilder#targetEdges}. A peer that is kept already is left as it is. May be called before {@link #start}.
     *
     * @throws io.nodenet.ConfigurationException if it is this node, its ID is below the difficulty, or {@value #MAX_KEPT_PEERS} others are
     *     kept already
     * @throws io.nodenet.NodeStateException if the node has ended
     */
    void keep(NodeId peer);

    /**
     * Keeps the edge to a peer no longer; if it is up it stays until it is lost, dropped, or closed as superfluous. A peer that is not kept is
     * ignored.
     *
     * @throws io.nodenet.NodeStateException if the node has ended
     */
    void stopKeeping(NodeId peer);

    /**
     * Tells that the network of this host is another one, for whoever is told so by the system, as on a phone or by a VPN: edges are tried and made
     * anew at once, and what has failed is tried again. Without this the node notices itself, by the addresses of the host within 2 seconds and
     * by the silence of its neighbours within about 8.
     *
     * @throws io.nodenet.NodeStateException if the node is not running
     */
    void networkChanged();

    /**
     * Returns a snapshot of the node's state. Waits up to 5 seconds for the event loop.
     *
     * @throws io.nodenet.NodenetTimeoutException if the loop does not answer in time
     */
    NodeSnapshot snapshot();

    /** Returns what the node has counted. Any thread, even while the loop hangs; never blocks. */
    NodeCounters counters();
}
