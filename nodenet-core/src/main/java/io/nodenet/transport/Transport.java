package io.nodenet.transport;

import io.nodenet.address.Endpoint;
import io.nodenet.kad.NodeId;
import io.nodenet.media.MediaCounter;
import io.nodenet.metrics.EnumCounters;
import java.util.List;
import java.util.Map;

/**
 * A way to reach other nodes: dials and accepts authenticated {@linkplain Connection connections} (docs/protocol/07, section 1).
 *
 * <p>Unless stated otherwise the methods must be called on the {@link #loop() loop}.
 */
public interface Transport {
    /**
     * How many connections a transport should accept beyond the inbound edges of its node (docs/protocol/08, W-34): when all edges are taken
     * the newcomer must get as far as the node, which then chooses whose connection ends; that takes a moment.
     */
    int INBOUND_HEADROOM = 32;

    /** The default cap on accepted connections: 256, the default number of inbound edges, and {@link #INBOUND_HEADROOM}. */
    int DEFAULT_MAX_INBOUND = 256 + INBOUND_HEADROOM;

    /**
     * Returns the cap on accepted connections that leaves {@link #INBOUND_HEADROOM} above a number of inbound edges.
     *
     * @param maxInboundEdges the maximum number of inbound edges of the node, 0 or more
     */
    static int maxInboundFor(int maxInboundEdges) {
        return (int) Math.min(Integer.MAX_VALUE, (long) maxInboundEdges + INBOUND_HEADROOM);
    }

    /** Returns the identity that this transport proves to peers. Any thread. */
    NodeId localId();

    /** Returns the loop that owns this transport; it runs from construction to the end of {@link #close}. Any thread. */
    NodeLoop loop();

    /**
     * Binds the socket and starts accepting; blocks until it is bound. Any thread but the loop, once.
     *
     * @throws io.nodenet.TransportException if it cannot be bound; the message names the address and the remedy
     */
    void start(TransportListener listener);

    /** Returns the address that the socket is bound to, possibly a wildcard; known after {@link #start}. Any thread. */
    Endpoint boundEndpoint();

    /**
     * Returns the concrete addresses under which this transport can be reached from elsewhere, best first; never a wildcard, and
     * loopback only when it is bound to loopback. Known after {@link #start}. Any thread.
     */
    List<Endpoint> localEndpoints();

    /**
     * Dials an endpoint; exactly one of {@link TransportListener#onDialed} and {@link TransportListener#onDialFailed} follows, in a
     * later turn.
     *
     * @param operation the caller's number for this dial, unique among those in progress
     * @param timeoutNanos the time until the handshake must be complete
     */
    void dial(long operation, NodeId expected, Endpoint endpoint, long timeoutNanos);

    /** Cancels a dial; without effect if it has ended. */
    void cancelDial(long operation);

    /**
     * Sends one datagram that opens the way for what comes from a target: the four bytes {@code 00 6e 70 01}, from the address from which
     * a {@linkplain #dial dial} to it would leave, so that NATs on the way make the mapping and the filter entry that this dial needs
     * (docs/protocol/04, section 10).
     *
     * <p>There is no answer and no error: a datagram that the system does not send is counted as any other. A target that may not be dialed
     * gets none ({@link io.nodenet.address.EndpointFilter}); whether an address that a peer told may be dialed is for the caller to decide.
     *
     * @param target a literal address with port; nothing is ever resolved
     */
    void punch(Endpoint target);

    /**
     * Opens a relay session: two fresh sockets, of which each sends on unchanged what the other receives (docs/protocol/04, section 11).
     * Exactly one of {@link TransportListener#onRelayOpened} and {@link TransportListener#onRelayRefused} follows, in a later turn.
     *
     * <p>The sockets are bound to the addresses from which the two peers are reached, and each sends its peer a {@linkplain #punch punch} at once,
     * so that a NAT or a firewall before this host lets in what comes from there. What a session and all of them together may carry is
     * limited by {@link RelayLimits}; a session that carried nothing for a while ends by itself ({@link TransportListener#onRelayClosed}).
     *
     * @param session the caller's number for this session, unique among those that live
     * @param caller where the peer that dials is seen; only datagrams from this IP address, of any port, open that side in the first 5 seconds
     * @param callee the same of the peer that is dialed
     * @throws IllegalArgumentException if a session of this number lives
     * @throws UnsupportedOperationException if this transport {@linkplain #canRelay cannot relay}
     */
    default void openRelay(long session, Endpoint caller, Endpoint callee) {
        throw new UnsupportedOperationException("This transport does not relay");
    }

    /** Closes a relay session; without effect if it has ended. No call follows. */
    default void closeRelay(long session) {}

    /** Returns whether this transport can {@linkplain #openRelay relay} for others. Any thread. */
    default boolean canRelay() {
        return false;
    }

    /**
     * Opens a media session to a peer; exactly one of {@link TransportListener#onMediaOpened} and {@link TransportListener#onMediaFailed} follows,
     * in a later turn (docs/protocol/05, section 2).
     *
     * @param operation the caller's number, unique among those in progress
     * @param endpoint where the peer is: the remote address of an edge to it, through whose NATs the session passes then
     * @param timeoutNanos the time until the handshake must be complete
     */
    default void openMedia(long operation, NodeId peer, Endpoint endpoint, long timeoutNanos) {
        throw new UnsupportedOperationException("This transport has no media");
    }

    /** Cancels the opening of a media session; without effect if it has ended. */
    default void cancelMedia(long operation) {}

    /** Returns whether this transport can {@linkplain #openMedia open media sessions}. Any thread. */
    default boolean hasMedia() {
        return false;
    }

    /** Returns the counters of all media sessions of this transport together. Any thread. */
    default Map<MediaCounter, Long> mediaCounters() {
        return Map.of();
    }

    /** Returns the counters of this transport. Any thread. */
    EnumCounters<TransportCounter> counters();

    /**
     * Closes every connection and the socket, ends the loop, and blocks until that is done, 5 seconds at most. Any thread but the
     * loop; idempotent.
     */
    void close();
}
