package io.nodenet.node.core.connect;

import io.nodenet.address.Endpoint;
import io.nodenet.fact.DropReason;
import io.nodenet.fact.NodeCounter;
import io.nodenet.fact.PathKind;
import io.nodenet.kad.NodeId;
import io.nodenet.nat.RelayBind;
import io.nodenet.nat.RelayGrant;
import io.nodenet.nat.RelayRequest;
import io.nodenet.node.core.edge.Edges;
import io.nodenet.node.core.edge.SelfCoordinates;
import io.nodenet.node.core.port.Counts;
import io.nodenet.node.core.port.DialOutput;
import io.nodenet.routing.Edge;
import io.nodenet.routing.EdgeConnection;
import io.nodenet.wire.Cursor;
import io.nodenet.wire.FrameHeader;
import io.nodenet.wire.FrameType;
import io.nodenet.wire.Nonce;
import io.nodenet.wire.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decides for whom this node relays: has sessions opened for neighbours that ask for them, and tells both peers where they are
 * (docs/protocol/06, section 5).
 *
 * <p>A request that is refused gets no answer; each cause has its counter. [L] No peer takes more than its share of the sessions, neither as
 * the one that asks nor as the one that is asked for, and there is no relaying between a peer and itself, nor of what is relayed already
 * (W-24). A session outlives the edges over which it was agreed: it ends when it carries nothing any more.
 */
public final class RelayVolunteer {
    /** The most sessions that one peer may have asked for, an eighth of all if that is less; 1 at least. */
    static final int MAX_PER_REQUESTER = 8;

    /** The most sessions that lead to one peer, a quarter of all if that is less; 1 at least. */
    static final int MAX_PER_CALLEE = 16;

    private static final int REQUESTER_SHARE = 8;
    private static final int CALLEE_SHARE = 4;

    private final int maxSessions;
    private final SelfCoordinates self;
    private final Edges edges;
    private final RelayFrames frames;
    private final RelayAddresses addresses;
    private final DialOutput output;
    private final Counts counts;
    private final Map<Long, Session> sessions = new HashMap<>();
    private final Map<NodeId, Integer> byRequester = new HashMap<>();
    private final Map<NodeId, Integer> byCallee = new HashMap<>();
    private final Cursor cursor = new Cursor();
    private long lastSession;
    private boolean stopped;

    /** Two peers, the connections over which they are told where they meet, and the nonce of the request. */
    private record Session(EdgeConnection requester, EdgeConnection callee, Nonce nonce) {}

    /**
     * Creates a volunteer without sessions.
     *
     * @param maxSessions the most sessions at a time, 0 to relay for nobody
     */
    public RelayVolunteer(
            int maxSessions,
            SelfCoordinates self,
            Edges edges,
            RelayFrames frames,
            RelayAddresses addresses,
            DialOutput output,
            Counts counts) {
        this.maxSessions = maxSessions;
        this.self = self;
        this.edges = edges;
        this.frames = frames;
        this.addresses = addresses;
        this.output = output;
        this.counts = counts;
    }

    /** Returns how many sessions are open, or about to be. */
    public int sessions() {
        return sessions.size();
    }

    /** Opens no session any more; those that are open end with the transport. */
    public void stop() {
        stopped = true;
    }

    /** Takes a request of a neighbour. */
    public void onRequest(EdgeConnection from, FrameHeader header, byte[] array) {
        if (!frames.admit(from)) {
            return;
        }
        List<RelayRequest> read = new ArrayList<>(1);
        if (stopped || !self.volunteers()) {
            counts.drop(DropReason.UNSERVED_TYPE);
        } else if (RelayRequest.read(cursor.reset(array, header.payloadOffset(), header.payloadLength()), read)
                != Outcome.OK) {
            counts.drop(DropReason.MALFORMED_PAYLOAD);
        } else {
            open(from, read.get(0));
        }
    }

    private void open(EdgeConnection from, RelayRequest request) {
        NodeId requester = from.peer();
        NodeId target = request.target();
        if (!canBeSpliced(from) || target.equals(requester) || target.equals(self.id())) {
            counts.drop(DropReason.RELAY_LOOP);
            return;
        }
        EdgeConnection callee = unrelayed(target);
        if (callee == null) {
            counts.drop(DropReason.RELAY_NO_EDGE);
            return;
        }
        Endpoint there = callee.connection().remoteEndpoint();
        Endpoint here = from.connection().remoteEndpoint();
        DropReason refusal = here.equals(there) ? DropReason.RELAY_LOOP : quota(requester, target);
        if (refusal != null) {
            counts.drop(refusal);
            return;
        }
        lastSession++;
        sessions.put(lastSession, new Session(from, callee, request.nonce()));
        byRequester.merge(requester, 1, Integer::sum);
        byCallee.merge(target, 1, Integer::sum);
        output.openRelay(lastSession, here, there);
    }

    /** Returns a connection to a peer that can be relayed, the one that is written if it is such. */
    private @Nullable EdgeConnection unrelayed(NodeId peer) {
        Edge edge = edges.table().get(peer);
        List<EdgeConnection> connections = edge == null ? List.of() : edge.connections();
        return connections.stream()
                .filter(RelayVolunteer::canBeSpliced)
                .findFirst()
                .orElse(null);
    }

    /** Returns whether a connection ends where it seems to, at an IP address. */
    private static boolean canBeSpliced(EdgeConnection connection) {
        return connection.path() != PathKind.RELAYED
                && connection.connection().remoteEndpoint().ipPort() != null;
    }

    /** Returns which limit allows no further session between two peers, null for none. */
    private @Nullable DropReason quota(NodeId requester, NodeId callee) {
        if (sessions.size() >= maxSessions) {
            return DropReason.RELAY_FULL;
        }
        if (byRequester.getOrDefault(requester, 0) >= share(MAX_PER_REQUESTER, REQUESTER_SHARE)) {
            return DropReason.RELAY_REQUESTER_QUOTA;
        }
        return byCallee.getOrDefault(callee, 0) >= share(MAX_PER_CALLEE, CALLEE_SHARE)
                ? DropReason.RELAY_CALLEE_QUOTA
                : null;
    }

    private int share(int most, int part) {
        return Math.max(1, Math.min(most, maxSessions / part));
    }

    /**
     * Takes a session that is open, and tells both peers: the callee first, for nothing flows before it has punched.
     *
     * @param callerSide the local address for the requester
     * @param calleeSide the local address for the callee
     */
    public void onOpened(long number, Endpoint callerSide, Endpoint calleeSide) {
        Session session = sessions.get(number);
        if (session == null || !isUp(session.requester) || !isUp(session.callee)) {
            counts.drop(DropReason.CLOSED_CONNECTION);
            close(number);
            return;
        }
        RelayBind bind = new RelayBind(addresses.shownTo(session.callee, calleeSide));
        RelayGrant grant = new RelayGrant(session.nonce, addresses.shownTo(session.requester, callerSide));
        if (frames.send(session.callee, FrameType.RELAY_BIND, bind.toBytes())
                && frames.send(session.requester, FrameType.RELAY_GRANT, grant.toBytes())) {
            counts.count(NodeCounter.RELAYS_GRANTED);
        } else {
            close(number);
        }
    }

    /** Takes a session that the transport could not open. */
    public void onRefused(long number) {
        counts.drop(DropReason.RELAY_NO_SOCKET);
        forget(number);
    }

    /** Takes the end of a session. */
    public void onClosed(long number) {
        forget(number);
    }

    private static boolean isUp(EdgeConnection connection) {
        return connection.connection().attachment() == connection;
    }

    private void close(long number) {
        output.closeRelay(number);
        forget(number);
    }

    private void forget(long number) {
        Session session = sessions.remove(number);
        if (session != null) {
            release(byRequester, session.requester.peer());
            release(byCallee, session.callee.peer());
        }
    }

    private static void release(Map<NodeId, Integer> taken, NodeId peer) {
        taken.computeIfPresent(peer, (id, count) -> count == 1 ? null : count - 1);
    }
}
